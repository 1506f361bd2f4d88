import type { Health } from 'rx-connmgr';
import { describe } from './describe.js';
import { age, clock, duration } from './durations.js';
import { clip, fill, justify, piece, type Line, type Style } from './line.js';
import type { Model } from './model.js';
import type { Report } from './report.js';
import type { Size } from './size.js';
import { table } from './table.js';
import type { InboundLane, Lane, Span, Tally } from './tally.js';

/** As many heals as are of interest. */
const LAST_HEALS = 3;

/** Lines of news, their heading and a blank before it: so many are kept free when there are many requests. */
const NEWS_MIN = 6;

const healthStyles: Readonly<Record<Health, Style>> = {
  ok: 'green',
  connecting: 'yellow',
  starving: 'yellow',
  outage: 'red',
  idle: 'dim',
  suspended: 'dim',
  stopped: 'dim',
};

const laneText = (name: string, { now, target }: Lane): Line =>
  target === 0 && now === 0
    ? []
    : [piece(`   ${name} `), piece(`${now} of ${target}`, now < target ? 'yellow' : 'green')];

const inboundText = ({ limit, now }: InboundLane): Line =>
  limit === 0
    ? []
    : [piece('   inbound '), piece(Number.isFinite(limit) ? `${now} of ${limit}` : String(now), 'green')];

const troubleText = ({ since, causes }: Span, now: number): string =>
  `trouble for ${age(now - since)}: ${causes.length > 0 ? causes.join(', ') : 'it is over, but a target is still missed'}`;

/** What is going on: a trouble, or how the last ones ended. */
const aboutText = ({ title, now, tally }: Model): Line => {
  const { span, nuisances, heals } = tally;
  if (span !== undefined) return [piece(troubleText(span, now), 'yellow')];
  if (nuisances.length > 0) return [piece(`let it be: ${nuisances.join(', ')}`, 'yellow')];
  const healed = heals.length === 0 ? '' : `   healed in ${heals.slice(-LAST_HEALS).map(duration).join(', ')}`;
  return [piece(title, 'dim'), piece(healed)];
};

const countsText = ({ dials, failures, losses, outages, inbound, refused, banned }: Tally): string =>
  [
    `dials ${dials}   failed ${failures}   lost ${losses}   outages ${outages}`,
    ...(inbound.limit === 0 ? [] : [`refused ${refused}`]),
    ...(inbound.limit === 0 && banned === 0 ? [] : [`banned ${banned}`]),
  ].join('   ');

const header = (model: Model, width: number): readonly Line[] => {
  const { now, startedAt, tally } = model;
  const { health, automatic, permanent, inbound } = tally;
  const lanes = [...laneText('automatic', automatic), ...laneText('permanent', permanent), ...inboundText(inbound)];
  return [
    clip([piece('rx-connmgr', 'bold'), piece('  '), piece(health, healthStyles[health]), ...lanes], width),
    justify([piece(countsText(tally))], [piece(`up ${age(now - startedAt)}`, 'dim')], width),
    justify(aboutText(model), [piece('Ctrl-C stops', 'dim')], width),
  ];
};

const newsLine = (report: Report): Line => {
  const { word, subject, detail, style } = describe(report);
  return [
    piece(`${clock(report.at)}  `, 'dim'),
    piece(fill(word, 14), style),
    piece(detail === '' ? subject : `${fill(subject, 24)}  ${detail}`),
  ];
};

/** Returns what the screen shows: at most `rows` lines, none longer than `columns`. */
export const view = (model: Model, { columns, rows }: Size): readonly Line[] => {
  const top = [...header(model, columns), []];
  const left = rows - top.length;
  const size = { columns, rows: Math.max(left - NEWS_MIN, Math.ceil(left / 2)) };
  const requests = table(model.requests, model.tally.automatic.target, model.now, size);
  const news = [[], [piece('last events', 'dim')], ...model.news.map(newsLine)];
  return [...top, ...requests, ...news].slice(0, rows).map((line) => clip(line, columns));
};

import { duration } from './durations.js';
import type { InboundSummary, LaneSummary, Summary } from './summary.js';

const laneText = (name: string, { target, least, most }: LaneSummary): string =>
  `  ${name}   target ${target}, ${least === null ? 'never reached' : `least ${least}`}, most ${most}`;

const inboundText = ({ limit, most, total }: InboundSummary, refused: number): string =>
  `  inbound     ${limit === null ? 'no limit' : `limit ${limit}`}, most ${most}, ${total} came in, ${refused} refused`;

/** The last ones of what may be thousands: as many as fit on a line. */
const LAST_HEALS = 4;

const healsText = (heals: readonly number[]): string => {
  const slowest = duration(heals.reduce((a, b) => Math.max(a, b), 0));
  if (heals.length === 1) return `  healed once, in ${slowest}`;
  return `  healed ${heals.length} times, slowest ${slowest}, last ${heals.slice(-LAST_HEALS).map(duration).join(', ')}`;
};

/** Returns the summary for a reader. */
export const summaryText = (summary: Summary): string => {
  const { seconds, dials, automatic, permanent, heals, outages, openAtEnd, invariants, broken = [] } = summary;
  const { inbound, refused, banned } = summary;
  return [
    `Stopped after ${duration(seconds * 1_000)}: invariants ${invariants}.`,
    ...broken.map((text) => `  ${text}`),
    laneText('automatic', automatic),
    laneText('permanent', permanent),
    ...(inbound.limit === 0 ? [] : [inboundText(inbound, refused)]),
    ...(banned === 0 ? [] : [`  banned      ${banned}`]),
    `  dials ${dials}, outages ${outages}, sockets left open ${openAtEnd}`,
    ...(heals.length === 0 ? [] : [healsText(heals)]),
  ].join('\n');
};

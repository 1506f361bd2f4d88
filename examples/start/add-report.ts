import type { Kind } from 'rx-connmgr';
import type { Report, Trouble } from './report.js';
import type { InboundLane, Lane, Span, Tally } from './tally.js';

/** Returns the heals with that of the span, if it cost a connection and the targets are held again. */
const healsOf = ({ heals, span }: Tally): readonly number[] =>
  span?.heldAt === undefined ? heals : [...heals, span.heldAt - span.since];

const stepIn = (lane: InboundLane, by: 1 | -1): InboundLane => {
  const now = lane.now + by;
  return { ...lane, now, most: Math.max(lane.most, now), total: lane.total + Math.max(0, by) };
};

/** Counts one connection more or less; there are three kinds of them here. */
const step = (tally: Tally, kind: Kind, by: 1 | -1): Tally => {
  if (kind === 'inbound') return { ...tally, inbound: stepIn(tally.inbound, by) };
  if (kind === 'manual') return tally;
  return { ...tally, [kind]: { ...tally[kind], now: tally[kind].now + by } };
};

const count = (tally: Tally, { happening }: Report): Tally => {
  switch (happening.type) {
    case 'dialing':
      return { ...tally, dials: tally.dials + 1 };
    case 'failed':
      return { ...tally, failures: tally.failures + 1 };
    case 'established':
      return step(tally, happening.kind, 1);
    case 'disconnected':
      return step({ ...tally, losses: tally.losses + (happening.by === 'peer' ? 1 : 0) }, happening.kind, -1);
    case 'health': {
      const { health } = happening;
      return { ...tally, health, outages: tally.outages + (health === 'outage' && tally.health !== 'outage' ? 1 : 0) };
    }
    case 'refused':
      return { ...tally, refused: tally.refused + happening.count };
    case 'bans':
      return { ...tally, banned: tally.banned + (happening.change === 'added' ? 1 : 0) };
    case 'stopping':
      return { ...tally, stopping: true, span: undefined, heals: healsOf(tally) };
    default:
      return tally;
  }
};

/** `least` begins to count when the target is reached for the first time. */
const bound = (lane: Lane, calm: boolean): Lane => ({
  ...lane,
  most: Math.max(lane.most, lane.now),
  least:
    calm && (lane.least !== undefined || lane.now >= lane.target)
      ? Math.min(lane.least ?? lane.now, lane.now)
      : lane.least,
});

const boundLanes = (tally: Tally): Tally => {
  const calm = tally.span === undefined && !tally.stopping;
  return { ...tally, automatic: bound(tally.automatic, calm), permanent: bound(tally.permanent, calm) };
};

const begin = (tally: Tally, at: number, { text, harmless }: Trouble): Tally => {
  if (harmless) return { ...tally, nuisances: [...tally.nuisances, text] };
  const span: Span = tally.span ?? { since: at, causes: [], missed: false, heldAt: undefined };
  return { ...tally, span: { ...span, causes: [...span.causes, text] } };
};

const end = (tally: Tally, { text, harmless }: Trouble): Tally => {
  if (harmless) return { ...tally, nuisances: tally.nuisances.filter((nuisance) => nuisance !== text) };
  if (tally.span === undefined) return tally;
  return { ...tally, span: { ...tally.span, causes: tally.span.causes.filter((cause) => cause !== text) } };
};

/** A target that was never reached cannot be missed. */
const missed = ({ target, now, most }: Lane): boolean => most >= target && now < target;

/** Notes whether the targets are held, and closes the span when they are and no cause is left. */
const heal = (tally: Tally, at: number): Tally => {
  const { automatic, permanent, span } = tally;
  if (span === undefined) return tally;
  if (missed(automatic) || missed(permanent)) {
    return { ...tally, span: { ...span, missed: true, heldAt: undefined } };
  }
  const held = { ...tally, span: { ...span, heldAt: span.missed ? (span.heldAt ?? at) : undefined } };
  return span.causes.length > 0 ? held : { ...held, span: undefined, heals: healsOf(held) };
};

/** Returns the tally after one more report. */
export const addReport = (tally: Tally, report: Report): Tally => {
  const { at, happening } = report;
  const trouble = happening.type === 'trouble' ? happening : undefined;
  const begun = trouble?.phase === 'begins' ? begin(tally, at, trouble) : tally;
  const counted = boundLanes(count(begun, report));
  return boundLanes(heal(trouble?.phase === 'over' ? end(counted, trouble) : counted, at));
};

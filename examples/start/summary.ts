import type { InboundLane, Lane, Tally } from './tally.js';

/** One kind of connections in the summary: `least` is null if the target was never reached. */
export interface LaneSummary {
  readonly target: number;
  readonly least: number | null;
  readonly most: number;
}

/** Connections that came in: `limit` is null if there was none. */
export interface InboundSummary {
  readonly limit: number | null;
  readonly most: number;
  readonly total: number;
}

/** How it went: the last line of `--json`. */
export interface Summary {
  readonly seconds: number;
  readonly dials: number;
  readonly automatic: LaneSummary;
  readonly permanent: LaneSummary;
  readonly inbound: InboundSummary;
  /** Connections that came in and were refused. */
  readonly refused: number;
  /** Bans that were made. */
  readonly banned: number;
  /** Milliseconds from the start of a trouble until the targets were held again. */
  readonly heals: readonly number[];
  readonly outages: number;
  /** TCP sockets of this process that were left after the stop. */
  readonly openAtEnd: number;
  readonly invariants: 'held' | 'broken';
  /** What was broken: only then. */
  readonly broken?: readonly string[];
}

/** What the reports cannot tell. */
export interface Ending {
  readonly duration: number;
  readonly openAtEnd: number;
  readonly broken: readonly string[];
}

const laneSummary = ({ target, least, most }: Lane): LaneSummary => ({ target, least: least ?? null, most });

const inboundSummary = ({ limit, most, total }: InboundLane): InboundSummary => ({
  limit: Number.isFinite(limit) ? limit : null,
  most,
  total,
});

/** Returns the summary of a tally. One that came in above the limit breaks an invariant, and so does a socket left open: nothing is left after a stop. */
export const summarize = (tally: Tally, { duration, openAtEnd, broken }: Ending): Summary => {
  const { dials, automatic, permanent, inbound, refused, banned, heals, outages } = tally;
  const { limit, most } = inbound;
  const all = [
    ...broken,
    ...(most > limit ? [`Expected at most ${limit} inbound connections, got ${most}`] : []),
    ...(openAtEnd > 0 ? [`Expected no socket to be open after the stop, got ${openAtEnd}`] : []),
  ];
  return {
    seconds: Math.round(duration / 100) / 10,
    dials,
    automatic: laneSummary(automatic),
    permanent: laneSummary(permanent),
    inbound: inboundSummary(inbound),
    refused,
    banned,
    heals,
    outages,
    openAtEnd,
    invariants: all.length === 0 ? 'held' : 'broken',
    ...(all.length === 0 ? {} : { broken: all }),
  };
};

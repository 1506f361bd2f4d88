import type { Health } from 'rx-connmgr';

/** How many connections of one kind there are, and were. */
export interface Lane {
  readonly target: number;
  readonly now: number;
  /** The fewest since the target was first reached, troubles apart. */
  readonly least: number | undefined;
  readonly most: number;
}

/** Connections that came in. */
export interface InboundLane {
  /** How many there may be; 0 where nobody is let in. */
  readonly limit: number;
  readonly now: number;
  readonly most: number;
  /** How many there were so far. */
  readonly total: number;
}

/** From the start of a trouble until its cause is gone and the targets are held; troubles that overlap are one span. */
export interface Span {
  readonly since: number;
  /** The troubles whose cause is still there. */
  readonly causes: readonly string[];
  /** Whether a target was missed meanwhile, and since when both are held again. */
  readonly missed: boolean;
  readonly heldAt: number | undefined;
}

/** What the summary is made of. */
export interface Tally {
  readonly automatic: Lane;
  readonly permanent: Lane;
  readonly inbound: InboundLane;
  /** Connections that came in and were refused. */
  readonly refused: number;
  /** Bans that were made. */
  readonly banned: number;
  readonly health: Health;
  readonly dials: number;
  readonly failures: number;
  readonly losses: number;
  readonly outages: number;
  readonly heals: readonly number[];
  readonly span: Span | undefined;
  /** The troubles under way that the targets must not notice. */
  readonly nuisances: readonly string[];
  readonly stopping: boolean;
}

const lane = (target: number): Lane => ({ target, now: 0, least: undefined, most: 0 });

/** Returns the tally before anything happened. */
export const emptyTally = (automatic: number, permanent: number, inbound = 0): Tally => ({
  automatic: lane(automatic),
  permanent: lane(permanent),
  inbound: { limit: inbound, now: 0, most: 0, total: 0 },
  refused: 0,
  banned: 0,
  health: 'idle',
  dials: 0,
  failures: 0,
  losses: 0,
  outages: 0,
  heals: [],
  span: undefined,
  nuisances: [],
  stopping: false,
});

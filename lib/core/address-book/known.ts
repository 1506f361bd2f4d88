import type { Address } from '../address.js';
import type { Slot } from './placement.js';

/** What is known of one address. Times are milliseconds since 1970, −Infinity for never. */
export interface Known {
  readonly key: string;
  readonly address: Address;
  /** Its network, and that of who told of it first. */
  readonly group: string;
  readonly source: string;
  seen: number;
  services: bigint;
  lastTry: number;
  lastSuccess: number;
  /** Failures since it was last connected to, as far as they were its own. */
  failures: number;
  /** The number of the last success of anybody when a failure of it was last counted: only one counts between two. */
  era: number;
  /** Which table it is in. */
  tried: boolean;
  /** Its places there: one among the tried, up to eight among the new. */
  places: readonly Place[];
  /** It can be drawn if it is of a network that is wanted, in nobody's hand, and of use to whoever asked last. */
  readonly wanted: boolean;
  leased: boolean;
  barred: boolean;
}

/** A place that an address has in a table. */
export interface Place extends Slot {
  readonly known: Known;
  /** The group of who told of it. */
  readonly source: string;
  /** Its index among those of its bucket that can be drawn, −1 while it cannot. */
  shown: number;
}

/** Returns the groups of those by whom it has its places. */
export const sourcesOf = ({ places }: Known): readonly string[] => [...new Set(places.map(({ source }) => source))];

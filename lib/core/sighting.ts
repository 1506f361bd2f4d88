import type { Address } from './address.js';

/** An address that somebody told of. */
export interface Sighting extends Address {
  /** When it was last known to be alive: milliseconds since 1970. */
  readonly seen?: number | undefined;
  /** What it offers, as its network numbers services. */
  readonly services?: bigint | undefined;
}

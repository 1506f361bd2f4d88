import type { Address } from './address.js';

/** An address, and what somebody says about it: nothing of it is proved. */
export interface Sighting extends Address {
  /** When it was last known to be alive: milliseconds since the epoch. */
  readonly seen?: number | undefined;
  /** What it is said to offer, as bits of the Bitcoin protocol: 1 is the plain network service. */
  readonly services?: bigint | undefined;
}

import type { ConnectionEvent } from './events.js';

/**
 * What the events say of the network: `outage`, that nothing can be reached; `drought`, that something is established but
 * hardly anything answers; otherwise `fair`.
 */
export type Weather = 'fair' | 'drought' | 'outage';

/** Failures of automatic dials in a row, and how many connections of any kind there are. */
export interface Tries {
  readonly established: number;
  readonly failures: number;
  /** Those while nothing was established. */
  readonly inVain: number;
}

export const clear: Tries = { established: 0, failures: 0, inVain: 0 };

/**
 * Returns the record after an event. One success of any kind ends every row of failures, and so does a suspension: what was
 * before it says nothing of what will be after it.
 */
export const tried = (before: Tries, event: ConnectionEvent<unknown, unknown>): Tries => {
  const { established, failures, inVain } = before;
  if (event.type === 'health' && event.health === 'suspended') return { established, failures: 0, inVain: 0 };
  if (event.type === 'established') return { established: established + 1, failures: 0, inVain: 0 };
  if (event.type === 'disconnected') return { established: established - 1, failures, inVain };
  if (event.type !== 'failed' || event.kind !== 'automatic') return before;
  return { established, failures: failures + 1, inVain: established === 0 ? inVain + 1 : inVain };
};

/** Returns the weather by a record: an outage at `max` failures in vain, a drought at `drought` failures in a row. */
export const weatherOf = ({ failures, inVain }: Tries, max: number, drought: number): Weather =>
  inVain >= max ? 'outage' : failures >= drought ? 'drought' : 'fair';

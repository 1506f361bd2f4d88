import type { ConnectionEvent } from './events.js';
import type { Health } from './health.js';
import type { Request, State } from './request.js';

/** One live request, as plain data. A row is replaced when its request changes, and is the same object until then. */
export interface RequestState<A> extends Request<A> {
  readonly state: State;
  /** When it came into this state: milliseconds since the epoch. */
  readonly since: number;
  /** Failures in a row as last told by `waiting`; 0 once established. */
  readonly failures: number;
  /** When it will be dialled again: milliseconds since the epoch. Only while waiting. */
  readonly retryAt?: number;
  /** Why it is not established: the last error told. */
  readonly error?: unknown;
}

/** Everything at one moment, as plain data: serialisable, no connection in it. */
export interface Snapshot<A> {
  /** When anything last changed: milliseconds since the epoch. */
  readonly at: number;
  readonly health: Health;
  /** The live requests, oldest first. */
  readonly requests: readonly RequestState<A>[];
  /** Events told so far, by type: the counters of any export of metrics. */
  readonly totals: Readonly<Record<ConnectionEvent<A, unknown>['type'], number>>;
}

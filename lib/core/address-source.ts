import type { Observable, ObservableInput } from 'rxjs';
import type { ConnectionEvent } from './events.js';

/**
 * Where the automatic requests get their addresses. A lease is an observable, as a connection is: subscribing asks, the
 * one value is yours, unsubscribing gives it back.
 */
export interface AddressSource<A> {
  /**
   * Returns an observable that emits one address for which `usable` holds as soon as one is to be had, and keeps it for
   * the subscriber until the unsubscription. It never emits an address that somebody holds. An address is held while it
   * rests after a failure, too. When more may be usable than before, those who wait are asked anew, with another function.
   */
  lease(usable: (address: A) => boolean): Observable<A>;
  /**
   * Told every event of the manager, in order: attempts, successes, failures; and that it is suspended, which is a health:
   * nothing is to be asked for then, until the next one.
   */
  report?(event: ConnectionEvent<A, unknown>): void;
  /**
   * Subscribed to from the start of the manager to its stop: an owner for loading, feeding and saving. An `Error` that it
   * emits is told as an event of the health and ends nothing; one that it errors with is told, and it is run again later.
   */
  readonly run$?: Observable<unknown>;
  /** Subscribed to when the manager stops in order, before `stop` resolves: what is to be saved is saved. */
  close?(): ObservableInput<unknown>;
}

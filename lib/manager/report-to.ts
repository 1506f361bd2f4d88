import type { Observable, Subscription } from 'rxjs';
import type { AddressSource } from '../core/address-source.js';
import type { ConnectionEvent } from '../core/events.js';

/** Reports every event to a source, until the unsubscription. What goes wrong in it is told. */
export const reportTo = <A>(
  source: AddressSource<A>,
  events$: Observable<ConnectionEvent<A, unknown>>,
  complain: (error: unknown) => void,
): Subscription =>
  events$.subscribe((event) => {
    try {
      source.report?.(event);
    } catch (error) {
      // A complaint is an event of the health, too: one about that would have no end.
      if (event.type !== 'health') complain(error);
    }
  });

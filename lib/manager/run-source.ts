import { EMPTY, Subscription, defer, retry, timer, type Observable } from 'rxjs';
import type { AddressSource } from '../core/address-source.js';
import type { Backoff } from '../core/backoff.js';
import type { ConnectionEvent } from '../core/events.js';

/** Runs a source and reports every event to it. What goes wrong in it is told; what it runs is run again later. */
export const runSource = <A>(
  source: AddressSource<A>,
  events$: Observable<ConnectionEvent<A, unknown>>,
  backoff: Backoff,
  complain: (error: unknown) => void,
): Subscription => {
  const report = (event: ConnectionEvent<A, unknown>) => {
    try {
      source.report?.(event);
    } catch (error) {
      // A complaint is an event of the health, too: one about that would have no end.
      if (event.type !== 'health') complain(error);
    }
  };
  const delay = (error: unknown, count: number) => {
    complain(error);
    return timer(backoff(count, error));
  };
  const run = new Subscription();
  run.add(events$.subscribe(report));
  run.add(
    defer(() => source.run$ ?? EMPTY)
      .pipe(retry({ delay, resetOnSuccess: true }))
      .subscribe(),
  );
  return run;
};

import { EMPTY, defer, retry, timer, type Observable, type Subscription } from 'rxjs';
import type { Backoff } from '../core/backoff.js';

/**
 * Runs what a source or a list of bans has to run, until the unsubscription. An `Error` that it emits is told; one that it
 * errors with is told, too, and it is run again after a while.
 */
export const keepRunning = (
  { run$ }: { readonly run$?: Observable<unknown> },
  backoff: Backoff,
  complain: (error: unknown) => void,
): Subscription =>
  defer(() => run$ ?? EMPTY)
    .pipe(
      retry({
        delay: (error: unknown, count) => {
          complain(error);
          return timer(backoff(count, error));
        },
        resetOnSuccess: true,
      }),
    )
    .subscribe((value) => {
      if (value instanceof Error) complain(value);
    });

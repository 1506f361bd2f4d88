import { EMPTY, Observable, defer, map, repeat, retry, switchMap, take, tap, timer } from 'rxjs';
import type { Backoff } from '../core/backoff.js';
import type { Happening } from '../core/events.js';
import { life, type LifeOptions } from './life.js';

/** What a request that may be dialled again needs beyond its life. */
export interface AttemptsOptions<C> extends LifeOptions<C> {
  /** Whether to dial again after this life. Asked at each end, since a request may become permanent or be let go. */
  readonly again: () => boolean;
  /** How long to wait. */
  readonly backoff: Backoff;
  /** Its value ends a wait at once. */
  readonly retry$: Observable<unknown>;
  /** Its value, in milliseconds, shortens a wait. */
  readonly forgive$: Observable<number>;
}

/**
 * Returns an observable of all the lives of one request: dial, connection, wait, dial … It emits whenever a connection
 * has lasted, completes when there is to be no other life, and never errors.
 *
 * ```
 * dial 1   --#                    tells   d-f
 * wait        -----|                         w
 * dial 2            --c------|            -------d-e-----x
 * wait                        -----|                     w
 * ```
 *
 * `retry` waits longer after each failure, and starts over when a value passes through it, which is why nothing else does.
 * `repeat` below it waits after an end that is nobody's failure and leaves the count as it was.
 */
export const attempts = <C>(options: AttemptsOptions<C>): Observable<true> =>
  defer(() => {
    const { again, backoff, retry$, forgive$, tell } = options;
    let failures = 0;

    const pause = (delay: number): Observable<unknown> =>
      new Observable<unknown>((subscriber) => {
        subscriber.add(retry$.subscribe(subscriber));
        subscriber.add(
          forgive$
            .pipe(
              map((within) => Math.min(within, delay)),
              tap((sooner) => tell(waiting(sooner))),
            )
            .pipe(switchMap((sooner) => timer(sooner)))
            .subscribe(subscriber),
        );
        subscriber.add(timer(delay).subscribe(subscriber));
        tell(waiting(delay));
      }).pipe(take(1));
    const waiting = (delay: number): Happening<C> => ({ type: 'waiting', failures, delay });

    return life(options).pipe(
      repeat({ delay: () => (again() ? pause(backoff(1)) : EMPTY) }),
      retry({
        delay: (error: unknown, count) => {
          failures = count;
          return again() ? pause(backoff(count, error)) : EMPTY;
        },
        resetOnSuccess: true,
      }),
      tap(() => (failures = 0)),
    );
  });

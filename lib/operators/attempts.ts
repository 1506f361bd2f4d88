import { EMPTY, defer, repeat, retry, tap, type Observable } from 'rxjs';
import { life } from './life.js';
import type { LiveRequest } from './live-request.js';
import { wait } from './wait.js';
import type { World } from './world.js';

/**
 * Returns an observable of all the lives of one request: dial, connection, wait, dial … It emits whenever a connection has
 * lasted, completes when there is to be no other life, and never errors.
 *
 * ```
 * dial 1   --#                    told   d-f
 * wait        -----|                        w
 * dial 2            --c------|           -------d-e------x
 * wait                        -----|                     w
 * ```
 *
 * `retry` waits longer after each failure, and starts over when a value passes through it, which is why nothing else does.
 * `repeat` below it waits after an end that is nobody's failure, and leaves the count as it was.
 *
 * @param earlier - failures in a row before the first of these lives
 */
export const attempts = <A, C>(request: LiveRequest<A>, world: World<A, C>, earlier = 0): Observable<true> =>
  defer(() => {
    let before = earlier;
    let failures = earlier;
    return life(request, world).pipe(
      repeat({ delay: () => (world.again(request) ? wait(request, world, failures, world.backoff(1)) : EMPTY) }),
      retry({
        delay: (error: unknown, count) => {
          failures = before + count;
          return world.again(request) ? wait(request, world, failures, world.backoff(failures, error)) : EMPTY;
        },
        resetOnSuccess: true,
      }),
      tap(() => (before = failures = 0)),
    );
  });

import { EMPTY, retry, type Observable } from 'rxjs';
import { life } from './life.js';
import type { LiveRequest } from './live-request.js';
import { wait } from './wait.js';
import type { World } from './world.js';

/**
 * Returns an observable of the lives of a permanent request, each after a wait that grows with its failures: dial,
 * connection, wait, dial … It emits whenever a connection has lasted, completes after an end that is nobody's failure or
 * when there is to be no other life, and never errors.
 *
 * ```
 * dial 1   --#                    told   d-f
 * wait        -----|                        w
 * dial 2            --c------|           -------d-e------x
 * wait                        -----|                     w
 * ```
 *
 * An orderly close comes as an error, since it is as good a reason to dial again. The failures are counted by the request,
 * not by `retry`: what became permanent brings its own along, and they are forgiven when a connection has lasted.
 */
export const attempts = <A, C>(request: LiveRequest<A>, world: World<A, C>): Observable<true> => {
  // By the time a life fails the request may go on with another run.
  const { run } = request;
  return life(request, world).pipe(
    retry({
      delay: (error: unknown) => {
        if (run?.over || !world.again(request)) return EMPTY;
        request.failures += 1;
        return wait(request, world, world.backoff(request.failures, error));
      },
    }),
  );
};

import {
  EMPTY,
  concat,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  pipe,
  throwError,
  timeout,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { ConnectionError, heartbeat } from 'rx-connmgr';
import { alongside } from './alongside.js';
import type { KnownSelf } from './self.js';

/** Somebody who can be pinged: each subscription pings once, and emits when that is answered. */
export interface Pingable {
  readonly ping$: Observable<number>;
}

const unanswered = (limit: number) => () =>
  throwError(() => new ConnectionError('heartbeat', `No answer to a ping within ${limit} ms`));

/**
 * Returns an operator that pings a peer at once, then `pingEvery` after each answer, and whenever `wakes$` emits, and breaks
 * the connection where no answer comes in time.
 *
 * ```
 * connection$    p-----------------
 * wakes$         ---------w--------
 * pings          ^!  ^!   ^!  ^!
 * ```
 *
 * Errors with a `ConnectionError` `heartbeat`.
 */
export const pinging = <P extends Pingable>({
  pingEvery,
  pingTimeout,
  wakes$,
  wakeTimeout,
}: Pick<KnownSelf, 'pingEvery' | 'pingTimeout' | 'wakes$' | 'wakeTimeout'>): MonoTypeOperatorFunction<P> => {
  const limits$ = concat(of(pingTimeout), (wakes$ ?? EMPTY).pipe(map(() => wakeTimeout)));
  return pipe(
    heartbeat<P>({ ping: ({ ping$ }) => ping$, every: pingEvery, timeout: pingTimeout }),
    alongside((peer) => {
      const pings$ = limits$.pipe(
        mergeMap((limit) => peer.ping$.pipe(timeout({ first: limit, with: unanswered(limit) }))),
        ignoreElements(),
      );
      return merge(of(peer), pings$);
    }),
  );
};

import type { Socket } from 'node:net';
import {
  EMPTY,
  asyncScheduler,
  concat,
  defer,
  endWith,
  finalize,
  ignoreElements,
  map,
  merge,
  of,
  takeUntil,
  takeWhile,
  type Observable,
} from 'rxjs';
import type { Address, ConnectionManager } from 'rx-connmgr';
import type { Happening, Report, Stopping, Trouble } from './report.js';

/** A manager and what it has to go through. */
export interface Holding {
  readonly manager: ConnectionManager<Address, Socket>;
  readonly permanent: readonly Address[];
  /** What happens beside the manager, for as long as it lives. */
  readonly beside$: Observable<Happening>;
  /** Its end stops the manager, too. */
  readonly trouble$: Observable<Trouble>;
  /** Its first value, the reason, stops the manager. */
  readonly stop$: Observable<string>;
}

const stopping = (text: string): Stopping => ({ type: 'stopping', text });

/** Returns an observable that does something when it is subscribed to, and tells nothing. */
const act = (what: () => void): Observable<never> =>
  defer(() => {
    what();
    return EMPTY;
  });

/**
 * Returns all that happens from the start of the manager to its stop. Unsubscribing stops it, too.
 *
 * ```
 * trouble$  -----b--o-----------
 * stop$     -----------s
 * reports   e-e--b-xo-e(sx..)|
 * ```
 */
export const hold = ({ manager, permanent, beside$, trouble$, stop$ }: Holding): Observable<Report> => {
  const script$ = merge(concat(trouble$, of(stopping('the script is over'))), stop$.pipe(map(stopping)));
  const start$ = act(() => {
    for (const address of permanent) manager.connect(address, { permanent: true });
    manager.start();
  });
  const over$ = manager.events$.pipe(ignoreElements(), endWith(true));
  return merge(
    beside$.pipe(takeUntil(over$)),
    // Who listens before the start misses nothing.
    manager.events$,
    concat(
      script$.pipe(takeWhile(({ type }) => type !== 'stopping', true)),
      act(() => void manager.stop()),
    ),
    start$,
  ).pipe(
    finalize(() => void manager.stop()),
    map((happening) => ({ at: asyncScheduler.now(), happening })),
  );
};

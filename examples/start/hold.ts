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
import type { Held } from './held.js';
import type { Happening, Report, Stopping, Trouble } from './report.js';

/** What is held, and what it has to go through. */
export interface Holding {
  readonly held: Pick<Held, 'events$' | 'start' | 'stop'>;
  /** What happens beside it, for as long as it lives. */
  readonly beside$: Observable<Happening>;
  /** Its end stops what is held, too. */
  readonly trouble$: Observable<Trouble>;
  /** Its first value, the reason, stops what is held. */
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
 * Returns all that happens from the start to the stop. Unsubscribing stops it, too.
 *
 * ```
 * trouble$  -----b--o-----------
 * stop$     -----------s
 * reports   e-e--b-xo-e(sx..)|
 * ```
 */
export const hold = ({ held, beside$, trouble$, stop$ }: Holding): Observable<Report> => {
  const script$ = merge(concat(trouble$, of(stopping('the script is over'))), stop$.pipe(map(stopping)));
  const over$ = held.events$.pipe(ignoreElements(), endWith(true));
  return merge(
    beside$.pipe(takeUntil(over$)),
    // Who listens before the start misses nothing.
    held.events$,
    concat(
      script$.pipe(takeWhile(({ type }) => type !== 'stopping', true)),
      act(() => held.stop()),
    ),
    act(() => held.start()),
  ).pipe(
    finalize(() => held.stop()),
    map((happening) => ({ at: asyncScheduler.now(), happening })),
  );
};

import {
  EMPTY,
  asyncScheduler,
  catchError,
  defer,
  filter,
  finalize,
  from,
  ignoreElements,
  merge,
  repeat,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
  type Observable,
  type ObservableInput,
} from 'rxjs';

/** When to ask for more. */
export interface FeedingOptions {
  /** Whether somebody goes without: now, and whenever that changes. */
  readonly starved$: Observable<boolean>;
  /** Whether there is enough: now, and whenever that may have changed. */
  readonly enough$: Observable<boolean>;
  /** Milliseconds from the end of one asking to the beginning of the next, after so many of them. */
  readonly backoff: (asked: number) => number;
  /** Emits when it counts from 1 again. */
  readonly forgiven$: Observable<unknown>;
  /** Told what it fails with. It is asked again after the back-off, as when it ends. */
  readonly failed: (error: unknown) => void;
}

/**
 * Returns an observable of what `feed` brings, which is asked when somebody goes without, and let go of when nobody does and
 * there is enough. Whatever it does, it is not asked again before the back-off is over.
 *
 * ```
 * starved$    f-t-----f---t-------f--
 * enough$     f---------t------------
 * feed          -a-b-c---
 * asked         ^-------!
 * feeding       -a-b-c----..
 * ```
 */
export const feeding = <T>(feed: ObservableInput<T>, options: FeedingOptions): Observable<T> => {
  const { starved$, enough$, backoff, forgiven$, failed } = options;
  return defer(() => {
    let asked = 0;
    let notBefore = -Infinity;
    const wanted$ = starved$.pipe(filter(Boolean), take(1));
    const unwanted$ = starved$.pipe(filter((starved) => !starved));
    const satisfied$ = starved$.pipe(
      switchMap((starved) => (starved ? EMPTY : enough$)),
      filter(Boolean),
    );
    const fed$ = defer(() => from(feed)).pipe(
      takeUntil(satisfied$),
      catchError((error: unknown) => {
        failed(error);
        return EMPTY;
      }),
      finalize(() => {
        asked += 1;
        notBefore = asyncScheduler.now() + backoff(asked);
      }),
    );
    const feeding$ = wanted$.pipe(
      switchMap(() => timer(Math.max(0, notBefore - asyncScheduler.now())).pipe(takeUntil(unwanted$))),
      switchMap(() => fed$),
      repeat(),
    );
    const forgiving$ = forgiven$.pipe(
      tap(() => (asked = 0)),
      ignoreElements(),
    );
    return merge(forgiving$, feeding$);
  });
};

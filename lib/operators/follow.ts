import { EMPTY, catchError, ignoreElements, map, type Observable } from 'rxjs';

/** A value, or a stream of them: each holds until the next. */
export type Live<T> = T | Observable<T>;

/**
 * Returns an observable that has `apply` called with each value of a stream, and emits nothing. A value that `apply` throws
 * at is skipped, and an error of the stream is its end: both are told to `complain`, and what was last applied goes on.
 */
export const follow = <T>(
  value$: Observable<T>,
  apply: (value: T) => void,
  complain: (error: unknown) => void,
): Observable<never> =>
  value$.pipe(
    map((value) => {
      try {
        apply(value);
      } catch (error) {
        complain(error);
      }
    }),
    ignoreElements(),
    catchError((error: unknown) => {
      complain(error);
      return EMPTY;
    }),
  );

import {
  EMPTY,
  catchError,
  defer,
  ignoreElements,
  merge,
  takeUntil,
  timer,
  type Observable,
  type ObservableInput,
} from 'rxjs';

/** What is to be closed gets no longer than that, in milliseconds: a manager that is to stop stops. */
const patience = 5_000;

/** Something that may have something to do in the end. */
interface Closable {
  close?(): ObservableInput<unknown>;
}

/** Completes when all have closed, or taken too long. What goes wrong is told. Without any it completes at once. */
export const closeAll = (
  closables: readonly (Closable | undefined)[],
  complain: (error: unknown) => void,
): Observable<never> => {
  const closing = closables.flatMap((one) => (one?.close ? [defer(() => one.close?.() ?? EMPTY)] : []));
  if (closing.length === 0) return EMPTY;
  return merge(
    ...closing.map((one$) =>
      one$.pipe(
        ignoreElements(),
        catchError((error: unknown) => {
          complain(error);
          return EMPTY;
        }),
      ),
    ),
  ).pipe(takeUntil(timer(patience)));
};

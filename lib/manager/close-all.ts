import {
  EMPTY,
  catchError,
  concat,
  defer,
  ignoreElements,
  merge,
  of,
  throwError,
  timeout,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { ConnectionError } from '../core/errors.js';

/** What is to be closed gets no longer than that, in milliseconds: a manager that is to stop stops. */
const patience = 5_000;
const slow = `What was to be closed took longer than ${patience} ms`;

/** Something that may have something to do in the end. */
interface Closable {
  close?(): ObservableInput<unknown>;
}

/** Completes when all have closed, or taken too long. What goes wrong is told. Without any it completes at once. */
export const closeAll = (
  closables: readonly (Closable | undefined)[],
  complain: (error: unknown) => void,
): Observable<never> =>
  merge(
    ...closables.map((one) => {
      if (!one?.close) return EMPTY;
      const closed$ = defer(() => one.close?.() ?? EMPTY).pipe(ignoreElements());
      return concat(closed$, of(true)).pipe(
        timeout({ first: patience, with: () => throwError(() => new ConnectionError('timeout', slow)) }),
        catchError((error: unknown) => {
          complain(error);
          return EMPTY;
        }),
        ignoreElements(),
      );
    }),
  );

import { EMPTY, catchError, concat, defer, ignoreElements, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import type { Store } from '../core/store.js';

/** Returns an operator that lets go of a store when the source has ended, well or not. */
export const thenRelease =
  ({ release }: Pick<Store, 'release'>): MonoTypeOperatorFunction<never> =>
  (source$) => {
    const released$ = defer(() => release?.() ?? EMPTY).pipe(ignoreElements());
    return concat(
      source$.pipe(
        catchError((error: unknown) =>
          concat(
            released$,
            throwError(() => error as Error),
          ),
        ),
      ),
      released$,
    );
  };

import { catchError, defer, tap, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Returns an operator that gives the failure of a dial another error, and passes on what breaks an established connection as
 * it is.
 *
 * ```
 * dial                  ---#         ---c---#
 * failDialAs(() => e)   ---e         ---c---#
 * ```
 */
export const failDialAs =
  <C>(translate: (error: unknown) => unknown): MonoTypeOperatorFunction<C> =>
  (dial$) =>
    defer(() => {
      let established = false;
      return dial$.pipe(
        tap(() => (established = true)),
        catchError((error: unknown) => {
          throw established ? error : translate(error);
        }),
      );
    });

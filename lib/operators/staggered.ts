import {
  BehaviorSubject,
  EMPTY,
  Subject,
  catchError,
  defer,
  filter,
  interval,
  map,
  mergeMap,
  startWith,
  switchMap,
  take,
  takeUntil,
  tap,
  throwError,
  throwIfEmpty,
  type Observable,
} from 'rxjs';
import { DialError } from '../core/dial-error.js';
import { ConnectionError } from '../core/errors.js';

/**
 * Returns the connection of whichever dial is first. Each next one begins `stagger` milliseconds after the one before, or at
 * once when one fails, and ends none of those under way. The first to connect wins, the others are closed in the same turn;
 * from then on the stream lives as the winner does.
 *
 * ```
 * first            -------------        begun at 0, ended at 9
 * second           ------b---|          begun at 3, established at 9
 * third            --#                  begun at 6
 * staggered(3)     ---------b---|
 * ```
 *
 * When all have failed it errors with a {@link DialError}, or, where there was one dial only, with the error of that.
 *
 * @param dials - some tens of them at most
 * Source: RFC 8305, section 5.
 */
export const staggered = <C>(dials: readonly Observable<C>[], stagger: number): Observable<C> =>
  defer(() => {
    // The first begins at once, and so does the next when one fails.
    const turn$ = new BehaviorSubject<void>(undefined);
    const won$ = new Subject<number>();
    const errors: unknown[] = [];
    let winner: number | undefined;

    const race = (dial: Observable<C>, index: number): Observable<C> =>
      dial.pipe(
        tap(() => {
          if (winner !== undefined) return;
          winner = index;
          won$.next(index);
        }),
        throwIfEmpty(() => new ConnectionError('failed', 'The dial ended without a connection')),
        takeUntil(won$.pipe(filter((first) => first !== index))),
        catchError((error: unknown) => {
          if (winner === index) return throwError(() => error as Error);
          errors[index] = error;
          turn$.next();
          return EMPTY;
        }),
      );

    return turn$.pipe(
      switchMap(() => interval(stagger).pipe(startWith(undefined))),
      take(dials.length),
      map((_, index) => dials[index] as Observable<C>),
      takeUntil(won$),
      mergeMap(race),
      throwIfEmpty(() => (errors.length === 1 ? errors[0] : new DialError(errors))),
    );
  });

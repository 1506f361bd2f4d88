import { Observable, Subject, takeUntil, type MonoTypeOperatorFunction } from 'rxjs';
import { InTurn } from '../core/in-turn.js';

/**
 * Returns an operator that delivers one value at a time: a value that arrives while another is being delivered, because a
 * subscriber called back, waits until that one has reached everybody. So does the end. Put it before a `share`.
 *
 * ```
 * source                     a----b--|
 * a subscriber of a causes    xy
 * serialize                  (axy)b--|     never x inside a
 * ```
 *
 * Where nobody calls back it is transparent. A subscriber that throws is reported by RxJS and holds nothing up. The events
 * of a manager are serialized already; this is for streams of your own that lead back to their source.
 *
 * @example
 * ```ts
 * const commands$ = new Subject<Command<Address>>();
 * const events$ = commands$.pipe(manage({ dial }), serialize(), share());
 * ```
 */
export const serialize =
  <T>(): MonoTypeOperatorFunction<T> =>
  (source$) =>
    new Observable<T>((subscriber) => {
      const unsubscribed$ = new Subject<void>();
      const turns = new InTurn<T>((value) => subscriber.next(value));
      // A synchronous source must be stopped while it is still being subscribed to.
      subscriber.add(() => {
        turns.clear();
        unsubscribed$.next();
      });
      source$.pipe(takeUntil(unsubscribed$)).subscribe({
        next: (value) => turns.next(value),
        error: (error: unknown) => turns.end(() => subscriber.error(error)),
        complete: () => turns.end(() => subscriber.complete()),
      });
    });

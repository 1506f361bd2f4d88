import { Observable, Subject, takeUntil, type MonoTypeOperatorFunction } from 'rxjs';

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
 * Where nobody calls back it is transparent. A subscriber that throws is reported by RxJS and holds nothing up.
 */
export const serialize =
  <T>(): MonoTypeOperatorFunction<T> =>
  (source$) =>
    new Observable<T>((subscriber) => {
      const unsubscribed$ = new Subject<void>();
      let queue: (() => void)[] = [];
      let delivering = false;

      const drain = () => {
        // By whole batches: taking from the front of an array moves all the rest.
        while (queue.length > 0) {
          const batch = queue;
          queue = [];
          for (const deliver of batch) deliver();
        }
      };
      const inTurn = (deliver: () => void) => {
        if (delivering) {
          queue.push(deliver);
          return;
        }
        delivering = true;
        deliver();
        drain();
        delivering = false;
      };

      // A synchronous source must be stopped while it is still being subscribed to.
      subscriber.add(() => {
        queue = [];
        unsubscribed$.next();
      });
      source$.pipe(takeUntil(unsubscribed$)).subscribe({
        next: (value) => inTurn(() => subscriber.next(value)),
        error: (error: unknown) => inTurn(() => subscriber.error(error)),
        complete: () => inTurn(() => subscriber.complete()),
      });
    });

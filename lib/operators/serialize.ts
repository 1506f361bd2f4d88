import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

type Step = () => void;

/**
 * Returns an operator that delivers one value at a time: a value that arrives while another is being delivered, because a
 * subscriber called back, waits until that one has reached everybody. Put it before a `share`.
 *
 * ```
 * source       a---------
 * next(a) causes b, c
 * serialize    (abc)-----      and never b inside a
 * ```
 */
export const serialize =
  <T>(): MonoTypeOperatorFunction<T> =>
  (source$) =>
    new Observable<T>((subscriber) => {
      let queue: Step[] = [];
      let delivering = false;

      const deliver = (step: Step) => {
        queue.push(step);
        if (delivering) return;
        delivering = true;
        // A cursor: taking from the front of an array moves all the rest.
        for (let i = 0; i < queue.length && !subscriber.closed; i += 1) queue[i]?.();
        queue = [];
        delivering = false;
      };
      subscriber.add(
        source$.subscribe({
          next: (value) => deliver(() => subscriber.next(value)),
          error: (error: unknown) => deliver(() => subscriber.error(error)),
          complete: () => deliver(() => subscriber.complete()),
        }),
      );
    });

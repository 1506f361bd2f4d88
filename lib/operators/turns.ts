import { EMPTY, Observable, catchError, tap } from 'rxjs';
import { LinkedList } from '../core/linked-list.js';

/**
 * Returns a function that makes observables take turns: what it returns begins when all that was subscribed to before it
 * is over, and then runs to its end, subscribed to or not. Unsubscribed from before its turn, it never begins.
 *
 * ```
 * a            --1--|
 * b            --2--|
 *
 * turn(a)      ^ --1--|
 * turn(b)      ^      --2--|
 * ```
 *
 * (`concatMap` would do, but for many that are over at once: it calls itself for each, until the stack is full.)
 */
export const turns = (): (<T>(work$: Observable<T>) => Observable<T>) => {
  const waiting = new LinkedList<Observable<unknown>>();
  let busy = false;
  let looking = false;

  const look = (): void => {
    if (looking) return;
    looking = true;
    while (!busy && waiting.size > 0) {
      busy = true;
      waiting.shift()?.subscribe({
        complete: () => {
          busy = false;
          look();
        },
      });
    }
    looking = false;
  };

  return <T>(work$: Observable<T>) =>
    new Observable<T>((subscriber) => {
      const turn$ = work$.pipe(
        tap(subscriber),
        catchError(() => EMPTY), // told by now
      );
      const place = waiting.push(turn$);
      subscriber.add(() => waiting.remove(place));
      look();
    });
};

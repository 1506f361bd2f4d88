import { ReplaySubject, firstValueFrom, lastValueFrom, type Observable, type Subscription } from 'rxjs';

/** What an observable of the real world has told so far, and is still to tell. */
export interface Watch<T> {
  readonly subscription: Subscription;
  /** The values so far. */
  readonly values: readonly T[];
  /** Whether it has completed or errored. */
  readonly isOver: () => boolean;
  /** The first value; rejected if there is none. */
  readonly value: () => Promise<T>;
  /** The error that ends it, or `'complete'`. */
  readonly end: () => Promise<unknown>;
}

/** Returns a watch on `source$`, subscribed to. */
export const watch = <T>(source$: Observable<T>): Watch<T> => {
  const values: T[] = [];
  let over = false;
  const told$ = new ReplaySubject<T>(Infinity);
  told$.subscribe({
    next: (value) => values.push(value),
    error: () => (over = true),
    complete: () => (over = true),
  });
  return {
    subscription: source$.subscribe(told$),
    values,
    isOver: () => over,
    value: () => firstValueFrom(told$),
    end: () =>
      lastValueFrom(told$, { defaultValue: undefined }).then(
        () => 'complete',
        (error: unknown) => error,
      ),
  };
};

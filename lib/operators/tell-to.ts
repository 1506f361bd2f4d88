import { Subject, type Observer } from 'rxjs';
import { refuse } from '../core/check.js';

/** Whom something is told that is no value of a stream: a function, or an observer such as a `Subject`. */
export type Listener<T> = ((value: T) => void) | Pick<Observer<T>, 'next'>;

/**
 * Returns a function that tells a listener. One that throws does the caller no harm: its error is reported as that of any
 * subscriber.
 *
 * @throws ArgumentError if the listener is none; `name` is that of the option
 */
export const tellTo = <T>(name: string, listener: Listener<T> | undefined): ((value: T) => void) => {
  if (listener === undefined) return () => undefined;
  const next: unknown = typeof listener === 'function' ? listener : (listener as Partial<typeof listener> | null)?.next;
  if (typeof next !== 'function') return refuse(name, 'a function or an observer', listener);
  const told$ = new Subject<T>();
  told$.subscribe(typeof listener === 'function' ? listener : { next: (value) => listener.next(value) });
  return (value) => told$.next(value);
};

import { retry, timer, type MonoTypeOperatorFunction } from 'rxjs';
import type { Backoff } from '../core/backoff.js';

/** Returns an operator for what is to run on: an error of it is told, and it is run again after the back-off. */
export const runOn = <T>(backoff: Backoff, complain: (error: unknown) => void): MonoTypeOperatorFunction<T> =>
  retry({
    delay: (error: unknown, count) => {
      complain(error);
      return timer(backoff(count, error));
    },
    resetOnSuccess: true,
  });

import { expectDuration } from '../check.js';
import type { Backoff } from './backoff.js';
import { count } from './count.js';

/** Enough for any first delay, and 2 to the power of it is still a number. */
const mostDoublings = 1_000;

/**
 * Returns a back-off of `first` milliseconds that doubles with each further failure, up to `max`. Without {@link jittered}
 * around it, those who failed together come back together.
 *
 * ```
 * exponential(500, 5_000):  500  1000  2000  4000  5000  5000 …
 * ```
 *
 * @param first - milliseconds; a part of one counts for nothing
 * @param max - milliseconds; default 300 000
 * @throws ArgumentError if `first` or `max` is not from 0 to 2³¹ − 1
 */
export const exponential = (first: number, max = 300_000): Backoff => {
  expectDuration('first', first);
  expectDuration('max', max);
  return (failures) => Math.floor(Math.min(first * 2 ** Math.min(count(failures) - 1, mostDoublings), max));
};

import { expectDuration } from '../check.js';
import type { Backoff } from './backoff.js';
import { count } from './count.js';

/**
 * Returns a back-off that grows by `step` milliseconds with each failure, up to `max`. Without {@link jittered} around it,
 * those who failed together come back together.
 *
 * ```
 * linear(20, 100):  20  40  60  80  100  100 …
 * ```
 *
 * @param step - milliseconds; a part of one counts for nothing
 * @param max - milliseconds; default 300 000
 * @throws ArgumentError if `step` or `max` is not from 0 to 2³¹ − 1
 * Source: btcd's connmgr, whose figures these are.
 */
export const linear = (step: number, max = 300_000): Backoff => {
  expectDuration('step', step);
  expectDuration('max', max);
  return (failures) => Math.floor(Math.min(count(failures) * step, max));
};

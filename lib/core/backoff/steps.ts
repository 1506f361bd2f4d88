import { expectDuration, expectFunction, refuse } from '../check.js';
import type { Backoff } from './backoff.js';
import { count } from './count.js';
import { safeDelay } from './safe-delay.js';

/**
 * Returns a back-off that waits the listed delays first, one per failure, and then as `backoff` says, which counts from 1
 * again. Without `backoff` the last delay stays.
 *
 * ```
 * steps([0, 2_000], linear(5_000)):   0  2000  5000  10000  15000 …
 * steps([0, 2_000, 10_000]):          0  2000  10000  10000  10000 …
 * ```
 *
 * @param delays - milliseconds each; a first 0 dials again at once
 * @throws ArgumentError if `delays` is empty or one of them is not from 0 to 2³¹ − 1
 */
export const steps = (delays: readonly number[], backoff?: Backoff): Backoff => {
  if (!Array.isArray(delays) || delays.length === 0) return refuse('delays', 'a list of milliseconds', delays);
  const first = delays.map((delay, i) => Math.ceil(expectDuration(`delays[${i}]`, delay)));
  const last = first.at(-1) ?? 0;
  const rest = safeDelay(backoff === undefined ? () => last : expectFunction('backoff', backoff));
  return (failures, error) => first[Math.floor(count(failures)) - 1] ?? rest(failures - first.length, error);
};

import { expectDuration, expectFunction } from '../check.js';
import type { Backoff } from './backoff.js';
import { safeDelay } from './safe-delay.js';

/**
 * Returns `backoff` with no delay above `max` milliseconds: for a back-off that has no cap of its own, or that listens to
 * peers.
 *
 * @example
 * ```ts
 * const backoff = jittered(capped((failures) => 100 * failures ** 2, 60_000));
 * ```
 * @throws ArgumentError if `max` is not from 0 to 2³¹ − 1
 */
export const capped = (backoff: Backoff, max: number): Backoff => {
  const delayOf = safeDelay(expectFunction('backoff', backoff));
  const most = Math.floor(expectDuration('max', max));
  return (failures, error) => Math.min(delayOf(failures, error), most);
};

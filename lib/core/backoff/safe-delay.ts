import { longestDelay } from '../check.js';
import type { Backoff } from './backoff.js';
import { linear } from './linear.js';

/** For what is no number: neither a hot loop nor a request that sleeps for weeks. */
const otherwise = linear(5_000);

/**
 * Returns `backoff` kept within what a timer can wait: whole milliseconds, rounded up, from 0 to 2³¹ − 1. Instead of a
 * delay that is no number it gives that of `linear(5_000)`. What `backoff` throws passes through.
 */
export const safeDelay =
  (backoff: Backoff): Backoff =>
  (failures, error) => {
    const delay: unknown = backoff(failures, error);
    if (typeof delay !== 'number' || Number.isNaN(delay)) return otherwise(failures);
    return delay > 0 ? Math.min(Math.ceil(delay), longestDelay) : 0;
  };

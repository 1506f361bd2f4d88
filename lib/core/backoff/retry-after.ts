import { expectFunction } from '../check.js';
import type { Backoff } from './backoff.js';
import { safeDelay } from './safe-delay.js';

/**
 * Returns `backoff` made to wait at least as long as the peer asked for. Jitter belongs inside, or it would take from what
 * was asked; a cap outside, or a peer could ask for weeks.
 *
 * @param asked - finds the milliseconds in the last error; `undefined` if there are none
 * @example
 * ```ts
 * const asked = (error: unknown) => (error instanceof BusyError ? error.retryAfter * 1_000 : undefined);
 * const backoff = capped(retryAfter(jittered(linear(5_000)), asked), 600_000);
 * ```
 * @throws ArgumentError if `backoff` or `asked` is no function
 */
export const retryAfter = (backoff: Backoff, asked: (error: unknown) => number | undefined): Backoff => {
  const delayOf = safeDelay(expectFunction('backoff', backoff));
  expectFunction('asked', asked);
  return safeDelay((failures, error) => {
    const own = delayOf(failures, error);
    const theirs = asked(error);
    return typeof theirs === 'number' && theirs > own ? theirs : own;
  });
};

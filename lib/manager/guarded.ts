import { jittered, linear, safeDelay, type Backoff } from '../core/backoff.js';
import type { Settings } from '../options.js';

/** Returns the back-off of the settings, fit for use: one that throws is told of, and the default stands in for it. */
export const guarded = (
  {
    backoff,
    retryDuration,
    maxRetryDuration,
    random,
  }: Pick<Settings<unknown, unknown>, 'backoff' | 'retryDuration' | 'maxRetryDuration' | 'random'>,
  complain: (error: unknown) => void,
): Backoff => {
  const wanted = safeDelay(backoff);
  const standIn = jittered(linear(retryDuration, maxRetryDuration), { random });
  return (failures, error) => {
    try {
      return wanted(failures, error);
    } catch (fault) {
      complain(fault);
      return standIn(failures, error);
    }
  };
};

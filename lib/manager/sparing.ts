import { asyncScheduler } from 'rxjs';
import { RateLimit } from '../core/rate-limit.js';

/** So many in a second are told. */
const limit = 10;

/**
 * Returns a function that tells of ten errors in a second at most: for what is asked of every address, and would fail for
 * every one.
 */
export const sparing = (tell: (error: unknown) => void): ((error: unknown) => void) => {
  const rate = new RateLimit(limit, 1_000);
  return (error) => {
    if (rate.take(asyncScheduler.now())) tell(error);
  };
};

import { distinctUntilChanged, map, scan, startWith, type OperatorFunction } from 'rxjs';
import type { ConnectionEvent } from '../core/events.js';
import { clear, tried, weatherOf, type Weather } from '../core/weather.js';

/** When failures become an outage, and when a drought. */
export interface OutageOptions {
  /** Failures in a row, while nothing is established, that make an outage. */
  readonly maxFailedAttempts: number;
  /** Failures in a row, while something is established, that make a drought. */
  readonly drought: () => number;
}

/**
 * Returns an operator that tells from the events how the network is, at once and at each change. It counts failures of
 * automatic dials; any connection ends it.
 *
 * ```
 * events     --f--f--f--------e--
 * outage     f-------o--------f--      maxFailedAttempts: 3
 * ```
 */
export const outage =
  ({ maxFailedAttempts, drought }: OutageOptions): OperatorFunction<ConnectionEvent<unknown, unknown>, Weather> =>
  (events$) =>
    events$.pipe(
      scan(tried, clear),
      startWith(clear),
      map((tries) => weatherOf(tries, maxFailedAttempts, drought())),
      distinctUntilChanged(),
    );

import { expectDuration, expectFunction, expectKnown, longestDelay, show } from './check.js';
import { ArgumentError } from './errors.js';

/**
 * How long to wait, in milliseconds, after so many failures in a row; `error` is the last of them. A function like any
 * other: `(failures) => 1_000` waits a second each time.
 */
export type Backoff = (failures: number, error?: unknown) => number;

const whole = (failures: number): number => (failures >= 1 ? Math.floor(Math.min(failures, Number.MAX_SAFE_INTEGER)) : 1);

/**
 * Returns the back-off `backoff` kept within what a timer can wait: whole milliseconds from 0 to 2³¹ − 1. A delay that is
 * no number is the longest.
 */
export const safeDelay =
  (backoff: Backoff): Backoff =>
  (failures, error) => {
    const delay = backoff(failures, error);
    return delay >= 0 ? Math.min(Math.round(delay), longestDelay) : delay < 0 ? 0 : longestDelay;
  };

/**
 * Returns a back-off that grows by `step` milliseconds with each failure, up to `max`.
 *
 * @param max - milliseconds; default 300 000
 * @throws ArgumentError if a duration is none
 * @example
 * ```ts
 * [1, 2, 3].map((failures) => linear(5_000)(failures)); // 5 000, 10 000, 15 000
 * ```
 * Source: btcd's connmgr, whose figures these are.
 */
export const linear = (step: number, max = 300_000): Backoff => {
  expectDuration('step', step);
  expectDuration('max', max);
  return safeDelay((failures) => Math.min(whole(failures) * step, max));
};

/**
 * Returns a back-off of `first` milliseconds that doubles with each further failure, up to `max`.
 *
 * @param max - milliseconds; default 300 000
 * @throws ArgumentError if a duration is none
 * @example
 * ```ts
 * [1, 2, 3].map((failures) => exponential(500)(failures)); // 500, 1 000, 2 000
 * ```
 */
export const exponential = (first: number, max = 300_000): Backoff => {
  expectDuration('first', first);
  expectDuration('max', max);
  return safeDelay((failures) => Math.min(first * 2 ** Math.min(whole(failures) - 1, 64), max));
};

/** How {@link jittered} spreads. */
export interface JitterOptions {
  /** The largest part of a delay that may be taken off: from 0 to 1. @default 0.5 */
  readonly ratio?: number | undefined;
  /** A source of numbers in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

/**
 * Returns `backoff` with a random part of each delay taken off, so that those who failed together do not come back
 * together. A delay of `d` becomes one between `(1 - ratio) * d` and `d`: never above a cap, and as wide at the cap as below.
 *
 * @throws ArgumentError if `ratio` is not from 0 to 1
 */
export const jittered = (backoff: Backoff, options: JitterOptions = {}): Backoff => {
  expectFunction('backoff', backoff);
  expectKnown(options, ['ratio', 'random']);
  const { ratio = 0.5, random = Math.random } = options;
  if (!(ratio >= 0 && ratio <= 1)) throw new ArgumentError(`Expected \`ratio\` to be from 0 to 1, got ${show(ratio)}`);
  expectFunction('random', random);
  const delayOf = safeDelay(backoff);
  return safeDelay((failures, error) => delayOf(failures, error) * (1 - ratio * random()));
};

/**
 * Returns a back-off that waits at least as long as the peer asked for, if it did, else what `backoff` says.
 *
 * @param asked - finds the milliseconds in the error of the failed dial; `undefined` if there are none
 * @example
 * ```ts
 * const backoff = retryAfter((error) => (error instanceof Busy ? error.retryAfter : undefined), jittered(linear(5_000)));
 * ```
 */
export const retryAfter = (asked: (error: unknown) => number | undefined, backoff: Backoff): Backoff => {
  expectFunction('asked', asked);
  expectFunction('backoff', backoff);
  const delayOf = safeDelay(backoff);
  return safeDelay((failures, error) => Math.max(asked(error) ?? 0, delayOf(failures, error)));
};

/**
 * Returns a back-off that waits as `first` says for so many failures, and as `then` says afterwards, counting from 1 again.
 *
 * @example
 * ```ts
 * const backoff = stepped(3, () => 0, exponential(1_000)); // three tries at once, then patience
 * ```
 */
export const stepped = (failures: number, first: Backoff, then: Backoff): Backoff => {
  const [early, late] = [safeDelay(expectFunction('first', first)), safeDelay(expectFunction('then', then))];
  return (count, error) => (count <= failures ? early(count, error) : late(count - failures, error));
};

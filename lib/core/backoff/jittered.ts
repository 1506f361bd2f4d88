import { expectBetween, expectFunction, expectKnown } from '../check.js';
import type { Backoff } from './backoff.js';
import { safeDelay } from './safe-delay.js';

/** How {@link jittered} spreads. */
export interface JitterOptions {
  /** The largest part of a delay that may be taken off: from 0, none, to 1, all of it. @default 0.5 */
  readonly ratio?: number | undefined;
  /** Where chance comes from: numbers in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

/**
 * Returns `backoff` with a random part of each delay taken off, so that those who failed together do not come back
 * together. A delay of `d` becomes one in [(1 − ratio) · d, d]: never above the cap of `backoff`, and as wide at the cap as
 * below it. It is rounded up, so that a delay never becomes none at all by chance.
 *
 * ```
 * linear(20, 100)             20       40       60       80      100      100 …
 * jittered(linear(20, 100))   10–20    20–40    30–60    40–80   50–100   50–100 …
 * ```
 *
 * @throws ArgumentError if an option is not what it should be, or unknown
 */
export const jittered = (backoff: Backoff, options: JitterOptions = {}): Backoff => {
  expectKnown(options, ['ratio', 'random']);
  const { ratio = 0.5, random = Math.random } = options;
  const delayOf = safeDelay(expectFunction('backoff', backoff));
  expectBetween('ratio', ratio, 0, 1);
  expectFunction('random', random);
  return (failures, error) => {
    const delay = delayOf(failures, error);
    const chance = random();
    return Math.ceil(delay * (1 - ratio * (chance > 0 ? Math.min(chance, 1) : 0)));
  };
};

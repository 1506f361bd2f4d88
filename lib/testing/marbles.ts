import type { RunHelpers } from 'rxjs/testing';
import { expectFunction, expectKnown, expectWhole } from '../core/check.js';
import { BoundedScheduler } from './bounded-scheduler.js';
import { difference, type Entry } from './difference.js';
import { same } from './same.js';

/** How far {@link marbles} goes. */
export interface MarbleOptions {
  /** The frame (a millisecond) at which virtual time ends: what is due later fails the test. @default 86_400_000, a day */
  readonly maxFrames?: number | undefined;
  /** How many scheduled actions may run: what repeats without a delay fails the test too. @default 1_000_000 */
  readonly maxSteps?: number | undefined;
}

const assertSame = (got: unknown, expected: unknown): void => {
  if (same(got, expected)) return;
  throw new Error(`Expected other marbles:\n\n${difference(expected as readonly Entry[], got as readonly Entry[])}\n`);
};

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/**
 * Returns a test that runs `body` in virtual time, for any test runner and any assertion library: `TestScheduler.run` with
 * an assertion of its own, and with an end. Whatever retries for ever makes the test fail instead of hanging it.
 *
 * The test throws when marbles differ (both sides by frame), when something is left to do after `maxFrames` or `maxSteps`,
 * and what `body` or a subscriber throws. What one subscribes to in `body` outside of `expectObservable` has to end, or be
 * stopped, as well.
 *
 * @throws ArgumentError if `body` is no function, or an option is wrong
 * @example
 * ```ts
 * it('dials once more', marbles(({ cold, expectObservable, expectSubscriptions }) => {
 *   const dial = cold('   --#');
 *   const dialled = ['    ^-!', '       -----^-!'];
 *   const expected = '    d-(fw)d-(fw)';
 *   const unsubscribed = '^--------!';
 *   expectObservable(peer$(() => dial), unsubscribed).toBe(expected);
 *   expectSubscriptions(dial.subscriptions).toBe(dialled);
 * }));
 * ```
 */
export const marbles = (body: (helpers: RunHelpers) => void, options: MarbleOptions = {}): (() => void) => {
  expectFunction('body', body);
  expectKnown(options, ['maxFrames', 'maxSteps']);
  const maxFrames = expectWhole('maxFrames', options.maxFrames ?? 86_400_000, 1);
  const maxSteps = expectWhole('maxSteps', options.maxSteps ?? 1_000_000, 1);
  return () => {
    const returned: unknown = new BoundedScheduler(assertSame, { maxFrames, maxSteps }).run<unknown>(body);
    // Virtual time is over when the first `await` goes on, and nothing would be asserted.
    if (isPromise(returned)) throw new Error('Expected the body of `marbles` to return nothing, got a promise');
  };
};

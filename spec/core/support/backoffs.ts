import { expect } from 'chai';
import fc from 'fast-check';
import type { Backoff } from '../../../lib/core/backoff.js';

export const duration = fc.oneof(
  fc.constantFrom(0, 1, 0.4, 2 ** 31 - 1, 2 ** 31 - 1.5),
  fc.integer({ min: 0, max: 600_000 }),
  fc.double({ min: 0, max: 2 ** 31 - 1, noNaN: true }),
);

/** Failures as they come, and as they never should. */
export const failures = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.integer({ min: 1, max: 1_000_000 }),
  fc.constantFrom(0, -1, -0.5, 0.5, 1.5, NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE),
);

/** What a user's function may return, numbers or not. */
export const wild: fc.Arbitrary<Backoff> = fc
  .oneof(
    fc.double(),
    fc.integer(),
    fc.constantFrom<unknown>(NaN, -1, 2 ** 31, Infinity, -Infinity, undefined, '5', null, 5n, {}),
  )
  .map((delay) => () => delay as number);

/** Rule 7: a delay is what a timer can wait. */
export const expectDelay = (delay: number): void => {
  expect(Number.isInteger(delay) && delay >= 0 && delay <= 2 ** 31 - 1, `${delay} as a delay`).to.equal(true);
};

/** The delays of the first failures in a row. */
export const first = (count: number, backoff: Backoff): readonly number[] =>
  Array.from({ length: count }, (_, i) => backoff(i + 1));

import { expectWhole } from '../core/check.js';

/**
 * Returns a source of numbers in [0, 1), the same ones for the same seed: for the options that take chance as an argument.
 * Good enough to spread and to pick, not to keep a secret.
 *
 * @param seed - a whole number ≥ 0, of which the lowest 32 bits count. Print it when a test fails.
 * @throws ArgumentError if the seed is none
 * @example
 * ```ts
 * const random = seededRandom(1);
 * const manager = new ConnectionManager({ dial, addresses, random });
 * ```
 * Source: mulberry32, by Tommy Ettinger.
 */
export const seededRandom = (seed: number): (() => number) => {
  let state = expectWhole('seed', seed) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

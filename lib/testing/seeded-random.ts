/**
 * Returns a source of numbers in [0, 1) that is the same for the same seed.
 *
 * @example
 * ```ts
 * const random = seededRandom(1);
 * const backoff = jittered(linear(5_000), { random });
 * ```
 * Source: mulberry32.
 */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

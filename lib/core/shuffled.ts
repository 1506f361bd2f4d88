import { randomBelow } from './random-below.js';

/**
 * Returns a copy of `values` in random order, each order as likely as any other.
 *
 * Source: the Fisher-Yates shuffle.
 */
export const shuffled = <T>(values: readonly T[], random: () => number): readonly T[] => {
  const rest = values.slice();
  return values.map(() => rest.splice(randomBelow(rest.length, random), 1)[0] as T);
};

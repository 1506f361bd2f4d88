import { seededRandom } from './seeded-random.js';

/** Returns the items in an order that depends on the seed only. */
export const shuffle = <T>(items: readonly T[], seed: number): T[] => {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
};

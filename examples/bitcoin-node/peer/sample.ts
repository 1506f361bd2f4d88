/** Returns `count` of the items picked at random, in random order; all of them if there are no more. */
export const sample = <T>(items: readonly T[], count: number, random: () => number): readonly T[] => {
  const pool = [...items];
  const picked = Math.min(count, pool.length);
  for (let i = 0; i < picked; i += 1) {
    const j = i + Math.floor(random() * (pool.length - i));
    [pool[i], pool[j]] = [pool[j] as T, pool[i] as T];
  }
  return pool.slice(0, picked);
};

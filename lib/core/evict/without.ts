/** Returns `all` without the `count` of them that have most `merit`; of as much merit, the first ones go. */
export const without = <T>(all: readonly T[], count: number, merit: (one: T) => number): T[] => {
  const merits = new Map(all.map((one) => [one, merit(one)]));
  const ranked = [...all].sort((a, b) => descending(merits.get(a) as number, merits.get(b) as number));
  const best = new Set(ranked.slice(0, count));
  return all.filter((one) => !best.has(one));
};

/** A difference would be no number between infinities. */
const descending = (a: number, b: number): number => (a > b ? -1 : a < b ? 1 : 0);

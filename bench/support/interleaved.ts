import { median } from './median.js';

/** One way to do the same thing: returns how long it took. */
export type Way = () => Promise<number>;

/** How long a way took, and how that compares with the first way: medians of all rounds. */
export interface Standing {
  readonly duration: number;
  readonly ratio: number;
}

/**
 * Returns how the ways compare. Each round runs all of them one after the other, so that whatever slows the machine down
 * slows all of them; the first `warmUp` rounds do not count.
 */
export const interleaved = async <K extends string>(
  ways: Readonly<Record<K, Way>>,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
  note: (progress: string) => void,
): Promise<Readonly<Record<K, Standing>>> => {
  const names = Object.keys(ways) as K[];
  const taken: Record<K, number>[] = [];
  for (let round = 1 - warmUp; round <= rounds; round += 1) {
    note(round < 1 ? 'warming up' : `round ${round} of ${rounds}`);
    const durations = {} as Record<K, number>;
    // Every other round the other way about: what one leaves behind must not always burden the same next.
    for (const name of round % 2 === 0 ? names : [...names].reverse()) durations[name] = await ways[name]();
    if (round >= 1) taken.push(durations);
  }
  const standing = (name: K): Standing => ({
    duration: median(taken.map((durations) => durations[name])),
    ratio: median(taken.map((durations) => durations[name] / durations[names[0] as K])),
  });
  return Object.fromEntries(names.map((name) => [name, standing(name)])) as Record<K, Standing>;
};

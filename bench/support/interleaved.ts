import { median } from './median.js';

/** What one run took of the clock and of the processor, in milliseconds. */
export interface Taken {
  readonly wall: number;
  readonly cpu: number;
}

/** One way to do the same thing. */
export type Way = () => Promise<Taken>;

/** What a way takes, and how that compares with the first way: medians of all rounds. */
export interface Standing extends Taken {
  readonly wallRatio: number;
  readonly cpuRatio: number;
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
  const first = names[0] as K;
  const all: Record<K, Taken>[] = [];
  for (let round = 1 - warmUp; round <= rounds; round += 1) {
    note(round < 1 ? 'warming up' : `round ${round} of ${rounds}`);
    const taken = {} as Record<K, Taken>;
    // Every other round the other way about: what one leaves behind must not always burden the same next.
    for (const name of round % 2 === 0 ? names : [...names].reverse()) taken[name] = await ways[name]();
    if (round >= 1) all.push(taken);
  }
  const standing = (name: K): Standing => ({
    wall: median(all.map((taken) => taken[name].wall)),
    cpu: median(all.map((taken) => taken[name].cpu)),
    wallRatio: median(all.map((taken) => taken[name].wall / taken[first].wall)),
    cpuRatio: median(all.map((taken) => taken[name].cpu / taken[first].cpu)),
  });
  return Object.fromEntries(names.map((name) => [name, standing(name)])) as Record<K, Standing>;
};

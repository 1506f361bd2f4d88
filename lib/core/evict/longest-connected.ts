import { without } from './without.js';

interface Connected {
  readonly since: number;
  readonly network?: string | undefined;
}

const age = ({ since }: Connected): number => -since;

/**
 * Returns those protected for how long they are connected: half of all. Up to half of their places are first for the
 * `disadvantaged` networks, the same number for each; what a small one leaves goes to the others, and what all of them leave
 * to whoever is connected longest.
 */
export const longestConnected = <T extends Connected>(
  all: readonly T[],
  disadvantaged: readonly string[],
): ReadonlySet<T> => {
  const places = Math.floor(all.length / 2);
  const chosen = new Set<T>();
  const choose = (from: readonly T[], count: number) => {
    const rest = new Set(without(from, count, age));
    for (const one of from) if (!rest.has(one)) chosen.add(one);
  };

  const networks = disadvantaged.map((network) => all.filter((one) => one.network === network));
  // The smallest first: what it has no use for is shared by those after it.
  const waiting = networks.filter(({ length }) => length > 0).sort((a, b) => a.length - b.length);
  let shared = Math.floor(places / 2);
  for (const [i, members] of waiting.entries()) {
    const share = Math.min(members.length, Math.ceil(shared / (waiting.length - i)));
    choose(members, share);
    shared -= share;
  }
  choose(
    all.filter((one) => !chosen.has(one)),
    places - chosen.size,
  );
  return chosen;
};

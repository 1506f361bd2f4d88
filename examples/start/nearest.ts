const distance = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const row = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const changed = (above[j] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(changed, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
};

/** Returns the name that was probably meant by `typed`: one that begins so, or one of which at most a third is wrong. */
export const nearest = (typed: string, names: readonly string[]): string | undefined =>
  names
    .map((name) => ({
      name,
      wrong: typed.length > 1 && name.startsWith(typed) ? 1 : distance(typed.slice(0, 40), name),
    }))
    .filter(({ name, wrong }) => wrong <= name.length / 3)
    .sort((a, b) => a.wrong - b.wrong)[0]?.name;

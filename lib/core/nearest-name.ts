/** How many letters must be put in, left out or changed to make one word of the other. */
const distance = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const changed = (above[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      row.push(Math.min(changed, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
};

/** Returns the name that was meant by a misspelt one: at most a third of its letters wrong; or `undefined`. */
export const nearestName = (misspelt: string, names: readonly string[]): string | undefined => {
  const word = misspelt.toLowerCase();
  let nearest: string | undefined;
  let least = Math.floor(word.length / 3) + 1;
  for (const name of names) {
    const wrong = distance(word, name.toLowerCase());
    if (wrong >= least) continue;
    [nearest, least] = [name, wrong];
  }
  return nearest;
};

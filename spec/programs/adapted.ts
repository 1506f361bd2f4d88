import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** A copy of a program of the contract, here and there other than it stands. */
export interface Adapted extends Disposable {
  readonly path: string;
}

/**
 * Returns a copy of a program with some of its text replaced: its peers, which nobody reaches, by others on loopback. What
 * is to be replaced must be there. The copy lies beside the program, so that it finds the package by its name.
 */
export const adapted = (program: string, replacements: Readonly<Record<string, string>>): Adapted => {
  const text = Object.entries(replacements).reduce(
    (before, [from, to]) => {
      if (!before.includes(from)) throw new Error(`${program} says no more \`${from}\``);
      return before.replaceAll(from, to);
    },
    readFileSync(join(folder, program), 'utf8'),
  );
  const directory = mkdtempSync(join(folder, 'adapted-'));
  const path = join(directory, basename(program));
  writeFileSync(path, text);
  return { path, [Symbol.dispose]: () => rmSync(directory, { recursive: true }) };
};

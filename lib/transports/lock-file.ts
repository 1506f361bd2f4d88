import { readFileSync, rmSync } from 'node:fs';
import { link, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../core/store-error.js';
import { isAlive, parseHolder, thisProcess, type Holder } from './lock-holder.js';
import { unless } from './unless.js';

/** More than any crowd at one file. */
const mostTries = 100;

const lockOf = (file: string): string => `${file}.lock`;

const refusal = (file: string, { pid, host }: Holder): StoreError => {
  const here = pid === process.pid ? 'this process' : `process ${pid}`;
  const who = host === hostname() ? here : `process ${pid} of ${host}; if that is no more, remove ${lockOf(file)}`;
  return new StoreError('locked', `${file} is in use by ${who}`, { path: file, pid });
};

const read = (path: string): Promise<string | undefined> => unless(readFile(path, 'utf8'), 'ENOENT');

/** Whoever sees `path` sees all of what `mine` says: a link is made at once, or not at all. */
const isLinked = async (mine: string, path: string): Promise<boolean> =>
  (await unless(
    link(mine, path).then(() => true),
    'EEXIST',
  )) ?? false;

/**
 * Makes `path` a link to `mine`. The lock of a dead process is replaced, not removed: at no time is there none. Only one
 * may do that: who has the right to it, a lock of its own that is named after the dead one's token. The right is renamed
 * to the lock, and is gone by that; who takes it thereafter sees another lock than the one that it is the right to.
 */
const take = async (file: string, path: string, mine: string): Promise<void> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (await isLinked(mine, path)) return;
    const text = await read(path);
    if (text === undefined) continue; // given back meanwhile
    const holder = parseHolder(text);
    if (holder && (await isAlive(holder))) throw refusal(file, holder);
    const right = `${path}.${holder?.token ?? 'unreadable'}`;
    await take(file, right, mine);
    if ((await read(path)) === text) return rename(right, path);
    await rm(right, { force: true });
  }
  throw new StoreError('locked', `${file} passes from hand to hand`, { path: file });
};

/** Removes what takers left behind that were killed. What cannot be read or removed does no harm. */
const removeLeftovers = async (path: string): Promise<void> => {
  const directory = dirname(path);
  const start = `${basename(path)}.`;
  const remove = async (leftover: string): Promise<void> => {
    const holder = parseHolder(await readFile(leftover, 'utf8'));
    if (holder && !(await isAlive(holder))) await rm(leftover);
  };
  const names = await readdir(directory);
  await Promise.allSettled(names.filter((name) => name.startsWith(start)).map((name) => remove(join(directory, name))));
};

const held = new Set<() => void>();
const giveAllBack = () => held.forEach((giveBack) => giveBack());

/**
 * Takes the lock of a file: another one, `….lock`, that says which process has it, as JSON. Resolves to a function that
 * gives it back; so does the end of the process, and a process that was killed loses it to the next one that asks. Rejects
 * with a `StoreError` `locked` while a process has it that lives, this one included.
 *
 * That a number belongs to another process by now is noticed on Linux; elsewhere such a lock counts as held. A lock of
 * another machine, that is of another host name, counts as held always.
 */
export const lockFile = async (file: string): Promise<() => void> => {
  const path = lockOf(file);
  const me = await thisProcess();
  const text = `${JSON.stringify(me)}\n`;
  const mine = `${path}.${me.token}.tmp`;
  await writeFile(mine, text, { flag: 'wx', mode: 0o644 });
  try {
    await take(file, path, mine);
  } finally {
    await rm(mine, { force: true });
  }
  const giveBack = () => {
    if (!held.delete(giveBack)) return;
    if (held.size === 0) process.off('exit', giveAllBack);
    try {
      if (readFileSync(path, 'utf8') === text) rmSync(path);
    } catch {
      // it is gone, and the directory with it perhaps
    }
  };
  if (held.size === 0) process.on('exit', giveAllBack);
  held.add(giveBack);
  await removeLeftovers(path).catch(() => undefined);
  return giveBack;
};

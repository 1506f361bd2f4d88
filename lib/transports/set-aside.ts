import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asyncScheduler } from 'rxjs';
import { syncDirectory } from './sync-directory.js';
import { codeOf, unless } from './unless.js';

/** What a name of a file may be made of, anywhere. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^0-9a-z]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '') || 'set-aside';

/** Creates a file that was not there, and returns its name. */
const claimed = async (name: string, count = 1): Promise<string> => {
  const free = count === 1 ? name : `${name}-${count}`;
  const file = await unless(open(free, 'wx'), 'EEXIST');
  await file?.close();
  return file ? free : claimed(name, count + 1);
};

/**
 * Renames a file to one that was not there: its name, why, and when, as in `peers.json.damaged-2026-07-30T12-00-00-000Z`.
 * Resolves to the new name, or to `undefined` if there is no such file.
 */
export const setAside = async (path: string, why: string): Promise<string | undefined> => {
  const when = new Date(asyncScheduler.now()).toISOString().replace(/[:.]/g, '-');
  const aside = await claimed(`${path}.${slug(why)}-${when}`);
  try {
    await rename(path, aside);
  } catch (error) {
    await rm(aside, { force: true });
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  await syncDirectory(dirname(path));
  return aside;
};

import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { removeLeftovers } from './atomic-write.js';
import { lockFile } from './lock-file.js';
import { makeDirectory } from './make-directory.js';
import { unless } from './unless.js';

/** A file that is ours alone. */
export interface Claim {
  /** Where it is, links followed: the file that they lead to is what is replaced. */
  readonly file: string;
  /** Lets others have it. */
  release(): void;
}

/** Where a path leads to, also if that is not there yet; its directory is. */
const destination = async (path: string): Promise<string> => {
  await makeDirectory(dirname(path));
  const real = await unless(realpath(path), 'ENOENT');
  if (real !== undefined) return real;
  const target = await unless(readlink(path), 'ENOENT');
  return target === undefined
    ? join(await realpath(dirname(path)), basename(path))
    : destination(resolve(dirname(path), target));
};

/** Makes the directory of a file, takes its lock if asked to, and clears away what killed writers left behind. */
export const claimFile = async (path: string, lock: boolean): Promise<Claim> => {
  const file = await destination(path);
  const release = lock ? await lockFile(file) : () => {};
  try {
    await removeLeftovers(file);
  } catch (error) {
    release();
    throw error;
  }
  return { file, release };
};

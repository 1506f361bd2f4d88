import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeLeftovers } from './atomic-write.js';
import { lockFile } from './lock-file.js';
import { unless } from './unless.js';

/** A file that is ours alone. */
export interface Claim {
  /** Where it is, links followed: the file that they lead to is what is replaced. */
  readonly file: string;
  /** Lets others have it. */
  release(): void;
}

/** Makes the directory of a file, takes the lock `….lock` if asked to, and clears away what killed writers left behind. */
export const claimFile = async (path: string, lock: boolean): Promise<Claim> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = (await unless(realpath(path), 'ENOENT')) ?? join(await realpath(dirname(path)), basename(path));
  const release = lock ? await lockFile(file) : () => {};
  try {
    await removeLeftovers(file);
  } catch (error) {
    release();
    throw error;
  }
  return { file, release };
};

import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unless } from './unless.js';

/**
 * Makes a directory and those above it where they are missing, for the owner alone. (The `recursive` of Node's `mkdir` never
 * returns where a file system answers ENOENT though the directory above is there, as `/proc` does.)
 */
export const makeDirectory = async (path: string): Promise<void> => {
  if (await unless(stat(path), 'ENOENT')) return;
  if (dirname(path) !== path) await makeDirectory(dirname(path));
  await unless(mkdir(path, 0o700), 'EEXIST'); // somebody else was faster
};

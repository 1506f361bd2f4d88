import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncDirectory } from './sync-directory.js';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const write = async (path: string, bytes: Uint8Array, mode: number): Promise<void> => {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
};

/**
 * Replaces a file, wholly or not at all, whatever happens meanwhile: the process is killed, the disk is full, the power
 * fails. Resolves when what is written would survive even that. The new file has the permissions `mode`, less the umask.
 *
 * It is written beside the old one, under a name of its own, and takes its place when it is on the disk. What a killed
 * process leaves behind is removed by {@link removeLeftovers}.
 */
export const atomicWrite = async (path: string, bytes: Uint8Array, mode: number): Promise<void> => {
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    await write(beside, bytes, mode);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
};

/** Removes what writers of this file left behind that were killed. None may be writing it. */
export const removeLeftovers = async (path: string): Promise<void> => {
  const directory = dirname(path);
  const start = `${basename(path)}.`;
  const isLeftover = (name: string) =>
    name.startsWith(start) && name.endsWith('.tmp') && uuid.test(name.slice(start.length, -'.tmp'.length));
  const names = await readdir(directory);
  await Promise.all(names.filter(isLeftover).map((name) => rm(join(directory, name), { force: true })));
};

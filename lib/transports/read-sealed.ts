import { readFile, stat } from 'node:fs/promises';
import { StoreError } from '../core/store-error.js';
import { unseal, type Flawed, type Unsealed } from './envelope.js';
import { setAside } from './set-aside.js';
import { unless } from './unless.js';

const look = async (path: string, size: number, maxBytes: number): Promise<Unsealed> =>
  size > maxBytes
    ? { code: 'damaged', why: `it has ${size} bytes, and ${maxBytes} are the most` }
    : unseal(await readFile(path));

/** The error that says where the file is now, or why it still is where it was. */
const useless = async (path: string, { code, why, cause }: Flawed): Promise<StoreError> => {
  try {
    const movedTo = await setAside(path, code);
    return new StoreError(code, `${path} is no use: ${why}. It is now ${String(movedTo)}`, { path, movedTo, cause });
  } catch (error) {
    const failed = `It cannot be set aside: ${(error as Error).message}`;
    return new StoreError(code, `${path} is no use: ${why}. ${failed}`, { path, cause: error });
  }
};

/**
 * Resolves to the data in a file, or to `undefined` if there is no file. One that is no use is set aside, and the promise
 * is rejected with the `StoreError` that says so.
 */
export const readSealed = async (path: string, maxBytes: number): Promise<unknown> => {
  const stats = await unless(stat(path), 'ENOENT');
  if (!stats) return undefined;
  if (!stats.isFile()) throw new StoreError('io', `${path} is no file`, { path });
  const found = await look(path, stats.size, maxBytes);
  if ('data' in found) return found.data;
  throw await useless(path, found);
};

import { open } from 'node:fs/promises';
import { unless } from './unless.js';

/** On Windows, where we may write but not read, and on file systems that see to it themselves. */
const unsyncable = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'];

/** Has the names in a directory survive a power cut, where that can be asked for. */
export const syncDirectory = async (path: string): Promise<void> => {
  const directory = await unless(open(path, 'r'), ...unsyncable);
  try {
    if (directory) await unless(directory.sync(), ...unsyncable);
  } finally {
    await directory?.close();
  }
};

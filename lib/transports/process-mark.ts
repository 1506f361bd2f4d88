import { readFile, readlink } from 'node:fs/promises';
import { codeOf, unless } from './unless.js';

const hidden = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ESRCH', 'EINVAL'];

/** Whether there is such a process, of whomever. */
const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
};

/**
 * Returns what tells a process from all others that have, or had, its number: on Linux the boot, the namespace of the
 * number and the tick at which the process started. Where that cannot be known, an empty text; where there is no such
 * process, or one that is dead and not yet buried, `undefined`.
 *
 * Source: proc(5), `/proc/pid/stat`: the state is field 3, the start is field 22; field 2 may have blanks and parentheses.
 */
export const processMark = async (pid: number): Promise<string | undefined> => {
  if (!isThere(pid)) return undefined;
  const [boot, namespace, stat] = await Promise.all([
    unless(readFile('/proc/sys/kernel/random/boot_id', 'latin1'), ...hidden),
    unless(readlink('/proc/self/ns/pid'), ...hidden),
    unless(readFile(`/proc/${pid}/stat`, 'latin1'), ...hidden),
  ]);
  if (boot === undefined || namespace === undefined || stat === undefined) return '';
  const [state = '', ...more] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 'ZX'.includes(state) ? undefined : [boot.trim(), namespace, more[18]].join(' ');
};

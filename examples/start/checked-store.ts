import { defaultIfEmpty, from, lastValueFrom } from 'rxjs';
import { isStoreError } from 'rx-connmgr';
import { fileStore, type FileStore } from 'rx-connmgr/node';
import { complaintOf } from './complaint-of.js';
import type { Notice } from './report.js';
import { UsageError } from './usage-error.js';

/** A file that is ours now, and what is to be told about it. */
export interface CheckedStore {
  readonly store: FileStore;
  readonly notices: readonly Notice[];
}

/**
 * Resolves to the store in a file once it was seen that it can be read. One that is damaged is set aside, told, and begun anew.
 *
 * @throws UsageError - if another process has it, or it cannot be read or written.
 */
export const checkedStore = async (file: string): Promise<CheckedStore> => {
  const store = fileStore(file);
  try {
    await lastValueFrom(from(store.load()).pipe(defaultIfEmpty(undefined)));
    return { store, notices: [] };
  } catch (error) {
    if (isStoreError(error, 'damaged') || isStoreError(error, 'newer')) {
      const aside = error.movedTo === undefined ? '' : `; it is now ${error.movedTo}`;
      return { store, notices: [{ type: 'notice', text: `${error.message}${aside}`, error }] };
    }
    throw new UsageError(`Cannot use ${file}: ${complaintOf(error)}`);
  }
};

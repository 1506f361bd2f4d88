import { Reader } from '../wire/reader.js';
import { isWireError } from '../wire/wire-error.js';

/** Returns how many entries a list says that it has, by the number that it begins with; 0 if there is none. */
export const entriesOf = (payload: Uint8Array): number => {
  try {
    return Number(new Reader(payload, 'list').compact());
  } catch (error) {
    if (isWireError(error)) return 0;
    throw error;
  }
};

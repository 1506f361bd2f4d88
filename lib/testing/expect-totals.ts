import type { Snapshot } from '../core/snapshot.js';
import { broken } from './broken.js';

/**
 * Returns if the events told so far account for the rows: what was established and not disconnected is established, and
 * there was a dial for each failure and for each row that is being dialled. (Those that were cancelled are not counted.)
 */
export const expectTotals = ({ totals, requests }: Snapshot<unknown>): void => {
  for (const [type, count] of Object.entries(totals)) {
    if (!Number.isSafeInteger(count) || count < 0) broken(`a whole number of \`${type}\``, count);
  }
  const { established, disconnected, failed } = totals;
  const rowsIn = (wanted: string) => requests.filter(({ state }) => state === wanted).length;
  const [open, dialing] = [rowsIn('established'), rowsIn('dialing')];
  if (established - disconnected !== open) {
    broken(
      `${open} more \`established\` than \`disconnected\`, as there are rows`,
      `${established} and ${disconnected}`,
    );
  }
  if (failed + dialing > totals.dialing) {
    broken(`a dial for each of ${failed} failures and ${dialing} rows being dialled`, totals.dialing);
  }
};

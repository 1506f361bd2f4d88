import type { Snapshot } from '../core/snapshot.js';
import { broken } from './broken.js';

/** Returns if the health agrees with the rows, as far as it can be judged when nothing is under way. */
export const expectHealth = ({ health, requests }: Snapshot<unknown>, places: number | undefined): void => {
  const open = requests.filter(({ state }) => state === 'established');
  const busy = requests.filter(({ state }) => state !== 'queued');
  const filled = open.filter(({ kind }) => kind === 'automatic').length;
  const missing = requests.filter(({ kind, state }) => kind === 'permanent' && state !== 'established');
  if (health === 'outage' && open.length > 0)
    broken('nothing to be established in an outage', `${open.length} requests`);
  if (health === 'suspended' && busy.length > 0) {
    broken('nothing to be under way while suspended', `${busy.length} requests`);
  }
  if (health === 'idle' && missing.some(({ state }) => state !== 'queued')) {
    broken('no permanent request to be under way while idle', `${missing.length} requests`);
  }
  if (health === 'ok' && missing.length > 0) {
    broken('all permanent requests to be established when all is ok', `${missing.length} that are not`);
  }
  if (places === undefined) return;
  if (health === 'ok' && filled < places) broken(`${places} places to be filled when all is ok`, filled);
  if ((health === 'connecting' || health === 'starving') && filled >= places && missing.length === 0) {
    broken(`something to be missing while ${health}`, `all of ${places} places and of the permanent requests`);
  }
};

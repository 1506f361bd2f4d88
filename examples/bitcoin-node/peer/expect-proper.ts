import type { Message, Version } from '../wire/message.js';
import { entriesOf } from './entries-of.js';
import { PeerError } from './peer-error.js';

const maxEntries = 50_000;
/** NODE_BLOOM, and the version from which on one has to look for it before sending a filter. Source: BIP 111. */
const bloom = 4n;
const bloomSince = 70_011;

const inventories = new Set(['inv', 'getdata', 'notfound']);
const filters = new Set(['filterload', 'filteradd', 'filterclear']);

/**
 * Returns a message that came after the handshake, if it may come there. `services` are ours, `version` is theirs.
 *
 * @throws PeerError `version-twice`, `sendaddrv2-late`, `inventory` or `bloom`
 */
export const expectProper = (message: Message, services: bigint, { version }: Pick<Version, 'version'>): Message => {
  switch (message.command) {
    case 'version':
      throw new PeerError('version-twice', 'The peer sent a second `version`');
    case 'sendaddrv2':
      throw new PeerError('sendaddrv2-late', 'The peer sent `sendaddrv2` after `verack`');
    case 'other': {
      const { name, payload } = message;
      if (inventories.has(name) && entriesOf(payload) > maxEntries) {
        throw new PeerError('inventory', `The peer sent \`${name}\` of ${entriesOf(payload)} entries`);
      }
      if (filters.has(name) && (services & bloom) === 0n && version >= bloomSince) {
        throw new PeerError('bloom', `The peer sent \`${name}\`, which we do not offer`);
      }
      return message;
    }
    default:
      return message;
  }
};

import { formatAddress } from '../core/format-address.js';
import type { VirtualNetwork } from './virtual-network.js';

const few = 5;

/**
 * Returns if nothing is left in a network: for the end of a test, when everything was stopped.
 *
 * @throws Error that says what is left, connections open or dials under way, and at which peers
 * @example
 * ```ts
 * flush();
 * expectClean(network);
 * ```
 */
export const expectClean = ({ open, dialing, peers }: VirtualNetwork): void => {
  if (open === 0 && dialing === 0) return;
  const busy = peers.filter((peer) => peer.open + peer.dialing > 0).map(({ address }) => formatAddress(address));
  const where = busy.length > few ? [...busy.slice(0, few), `${busy.length - few} more`] : busy;
  throw new Error(
    `Expected nothing to be left in the network, got ${open} open and ${dialing} being dialled: ` +
      (where.join(', ') || 'where nobody is'),
  );
};

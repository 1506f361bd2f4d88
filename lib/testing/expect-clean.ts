import type { VirtualNetwork } from './virtual-network.js';

/** Returns if nothing is left in the network. @throws Error that says what is: connections open, dials under way */
export const expectClean = ({ open, dialing }: Pick<VirtualNetwork, 'open' | 'dialing'>): void => {
  if (open > 0) throw new Error(`Expected no connection to be left open, got ${open}`);
  if (dialing > 0) throw new Error(`Expected no dial to be left under way, got ${dialing}`);
};

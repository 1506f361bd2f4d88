import { connected } from '../connected.js';
import { method } from '../method.js';

/** How many are connected, in either direction. */
export const getconnectioncount = method({
  name: 'getconnectioncount',
  category: 'Network',
  about: 'Returns the number of connections to other nodes.',
  parameters: {},
  run: (_, { control }) => connected(control).length,
});

import { connected } from '../connected.js';
import { method } from '../method.js';
import { peerInfo } from '../peer-info.js';

/** Who is connected: somebody who is dialled, or whose handshake is not done, is none yet. */
export const getpeerinfo = method({
  name: 'getpeerinfo',
  category: 'Network',
  about: 'Returns data about each connected network peer as a json array of objects.',
  parameters: {},
  run: (_, { control }) => connected(control).map(peerInfo),
});

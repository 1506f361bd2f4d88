import { randomBytes } from 'node:crypto';
import type { Peer } from '../../peer/peer.js';
import { connected } from '../connected.js';
import { method } from '../method.js';

/** A peer that does not measure pings out of turn is at least asked for its answer. */
const pingNow = (peer: Peer): void => {
  if (peer.ping) peer.ping();
  else peer.send({ command: 'ping', nonce: randomBytes(8).readBigUInt64LE() });
};

/** Asks each peer for a sign of life, now. */
export const ping = method({
  name: 'ping',
  category: 'Network',
  about: [
    'Requests that a ping be sent to all other nodes, to measure ping time.',
    'Results are provided in getpeerinfo: pingtime and pingwait are decimal seconds.',
  ].join('\n'),
  parameters: {},
  run: (_, { control }) => {
    connected(control).forEach(({ peer }) => pingNow(peer));
    return null;
  },
});

import { randomBytes } from 'node:crypto';
import { EMPTY, catchError, endWith, ignoreElements, takeUntil } from 'rxjs';
import type { Peer } from '../../peer/peer.js';
import { connected } from '../connected.js';
import { method } from '../method.js';

/** Nobody waits for the answer: what it took is told by `getpeerinfo`. A peer that measures nothing is asked all the same. */
const pingNow = (peer: Peer): void => {
  if (!peer.ping$) return peer.send({ command: 'ping', nonce: randomBytes(8).readBigUInt64LE() });
  const gone$ = peer.messages$.pipe(ignoreElements(), endWith(true));
  peer.ping$
    .pipe(
      catchError(() => EMPTY),
      takeUntil(gone$),
    )
    .subscribe();
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

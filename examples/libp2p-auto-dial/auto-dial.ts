// js-libp2p's auto-dialer, back: keep 20 peers of a node connected.
import { fromEvent, map, merge, startWith } from 'rxjs';
import { isPeerId, type Libp2p, type PeerId, type PeerInfo } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { ConnectionManager, dialFrom } from 'rx-connmgr';

const peerOf = (peer: PeerId | Multiaddr): string =>
  (isPeerId(peer) ? peer : (peer.getComponents().find(({ name }) => name === 'p2p')?.value ?? peer)).toString();

export const autoDial = (node: Libp2p, peers = 20) =>
  new ConnectionManager({
    dial: dialFrom({
      open: (peer: PeerId | Multiaddr, signal) => node.dial(peer, { signal }),
      closed: (connection) => fromEvent(connection, 'close'),
      close: (connection) => connection.close(),
    }),
    key: peerOf,
    addresses: fromEvent<CustomEvent<PeerInfo>>(node, 'peer:discovery').pipe(
      map(({ detail }): PeerId | Multiaddr => detail.id),
    ),
    // those who came to us count: fewer places
    maxOutbound: merge(fromEvent(node, 'connection:open'), fromEvent(node, 'connection:close')).pipe(
      startWith(undefined),
      map(() => Math.max(0, peers - node.getConnections().filter(({ direction }) => direction === 'inbound').length)),
    ),
  });

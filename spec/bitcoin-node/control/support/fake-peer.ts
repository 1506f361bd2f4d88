import { NEVER } from 'rxjs';
import type { PeerRow } from '../../../../examples/bitcoin-node/control/node-control.js';
import type { Peer, Traffic } from '../../../../examples/bitcoin-node/peer/peer.js';
import type { Message, Version } from '../../../../examples/bitcoin-node/wire/message.js';
import { version } from '../../support/version.js';

/** A peer that says what it is told to say, and remembers what it was sent. */
export interface FakePeer extends Peer {
  readonly sent: readonly Message[];
}

export const fakeVersion = (changes: Partial<Version> = {}): Version =>
  version({
    services: 0x409n,
    receiver: { host: '203.0.113.7', port: 18_444 },
    userAgent: '/Satoshi:27.0.0/',
    height: 840_000,
    ...changes,
  });

export const fakeTraffic = (traffic: Partial<Traffic> = {}): Traffic => ({
  bytesSent: 1_234,
  bytesReceived: 5_678,
  lastSent: 1_700_000_100_900,
  lastReceived: 1_700_000_101_100,
  addressesProcessed: 12,
  addressesRateLimited: 3,
  ...traffic,
});

export const fakePeer = ({
  version: said,
  traffic,
  ...peer
}: Partial<Omit<Peer, 'version' | 'traffic'>> & {
  readonly version?: Partial<Version>;
  readonly traffic?: Partial<Traffic>;
} = {}): FakePeer => {
  const sent: Message[] = [];
  return {
    address: { host: '198.18.0.1', port: 18_444 },
    localAddress: { host: '127.0.0.1', port: 40_000 },
    kind: 'automatic',
    network: 'ipv4',
    version: fakeVersion(said),
    protocolVersion: 70_016,
    wantsAddrV2: true,
    connectedAt: 1_700_000_000_999,
    timeOffset: 0,
    messages$: NEVER,
    sent,
    send: (message) => void sent.push(message),
    traffic: () => fakeTraffic(traffic),
    ...peer,
  };
};

/** The row of a peer that is connected. */
export const rowOf = (id: number, peer: Peer, row: Partial<PeerRow> = {}): PeerRow => ({
  id,
  address: peer.address,
  kind: peer.kind,
  state: 'established',
  since: peer.connectedAt,
  failures: 0,
  network: peer.network,
  group: '198.18',
  score: 0,
  peer,
  ...row,
});

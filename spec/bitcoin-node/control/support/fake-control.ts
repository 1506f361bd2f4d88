import { NEVER, Subject, asyncScheduler, of, type Observable } from 'rxjs';
import { formatAddress, parseAddress, type Address, type Ban, type ConnectionEvent } from 'rx-connmgr';
import type {
  AddedNode,
  NodeControl,
  PeerRow,
  TryResult,
} from '../../../../examples/bitcoin-node/control/node-control.js';
import type { Peer } from '../../../../examples/bitcoin-node/peer/peer.js';
import { fakePeer } from './fake-peer.js';

/** A node without a network: what it is asked changes what it says, and is remembered. */
export interface FakeControl extends NodeControl {
  readonly events$: Subject<ConnectionEvent<Address, Peer>>;
  /** What it was asked to do, in words. */
  readonly asked: readonly string[];
}

type Given = Partial<Omit<NodeControl, 'peers' | 'tryNode' | 'events$' | 'networkActive'>> & {
  readonly rows?: readonly PeerRow[];
  /** What comes of a dial, by the name that is dialled. @default a peer */
  readonly tries?: (name: string) => Observable<TryResult>;
};

const day = 86_400_000;

export const fakeControl = ({ rows = [], tries, ...given }: Given = {}): FakeControl => {
  const asked: string[] = [];
  const added = new Map<string, AddedNode>();
  const bans = new Map<string, Ban>();
  let live = rows;
  let active = true;
  const tell = (...words: readonly unknown[]) => void asked.push(words.map(String).join(' '));
  const keyOf = (name: string) => formatAddress(parseAddress(name, { port: 18_444 }));
  return {
    asked,
    chain: { name: 'regtest', magic: Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda), port: 18_444, seeds: [] },
    userAgent: '/rx-connmgr:1.2.3/',
    protocolVersion: 70_016,
    services: 0n,
    startedAt: asyncScheduler.now() - 90_500,
    maxPeers: 125,
    places: 8,
    localAddresses: [],
    proxy: undefined,
    reachable: ['ipv4', 'ipv6'],
    events$: new Subject(),
    health$: NEVER,
    health: () => 'ok',
    peers: () => live,
    peers$: NEVER,
    disconnect: (target) => {
      tell('disconnect', typeof target === 'number' ? target : formatAddress(target));
      const before = live.length;
      live = live.filter(({ id }) => id !== target);
      return live.length < before;
    },
    addNode: (name) => {
      const key = keyOf(name);
      if (added.has(key)) return false;
      added.set(key, { name, connected: false });
      return true;
    },
    removeNode: (name) => added.delete(keyOf(name)),
    addedNodes: () => [...added.values()],
    tryNode: (name) => {
      const address = parseAddress(name, { port: 18_444 });
      tell('try', name);
      return tries?.(name) ?? of({ type: 'connected', peer: fakePeer({ address, kind: 'manual' }) });
    },
    ban: (subnet, { duration = day, until, reason = '' } = {}) => {
      tell('ban', subnet, until === undefined ? duration : `until ${until}`, reason);
      if (bans.has(subnet)) return false;
      const since = asyncScheduler.now();
      bans.set(subnet, { subnet, since, until: until ?? since + duration, reason });
      return true;
    },
    unban: (subnet) => {
      tell('unban', subnet);
      return bans.delete(subnet);
    },
    bans: () => [...bans.values()],
    clearBans: () => bans.clear(),
    get networkActive() {
      return active;
    },
    setNetworkActive: (state) => {
      tell('active', state);
      active = state;
    },
    addresses: (count, network) => {
      tell('addresses', count, network);
      return [];
    },
    knownAddresses: 0,
    stop: (reason) => tell('stop', reason),
    ...given,
  };
};

import { Subject, type Observable } from 'rxjs';
import type { Address } from '../core/address.js';
import { expectDuration, expectKnown, expectWhole, refuse } from '../core/check.js';
import type { Dial } from '../core/dial.js';
import type { Inbound } from '../core/inbound.js';
import { keyOf } from '../core/key-of.js';
import { seededRandom } from './seeded-random.js';
import { systemError } from './system-error.js';
import type { VirtualConnection } from './virtual-connection.js';
import { VirtualPeer, type Surroundings } from './virtual-peer.js';

/** How a {@link VirtualNetwork} is made. */
export interface VirtualNetworkOptions {
  /** The seed of all chance in it: a whole number ≥ 0. Print it when a test fails. */
  readonly seed: number;
  /** How many peers: a whole number from 0 to 65 536. */
  readonly peers: number;
  /** Milliseconds that a dial or a ping takes. @default 0 */
  readonly latency?: number | undefined;
  /** Milliseconds by which chance lengthens each of them at most. @default 0 */
  readonly jitter?: number | undefined;
}

/** Peers in virtual time. Nothing here touches a real network. */
export interface VirtualNetwork {
  /** Where nobody is, a dial fails after the latency, as where a peer is down. */
  readonly dial: Dial<Address, VirtualConnection>;
  /** Those who come in, each from the host of its peer. Hot: whoever is not subscribed to at once is gone. */
  readonly inbound$: Observable<Inbound<Address, VirtualConnection>>;
  /** Of all peers, in their order. */
  readonly addresses: readonly Address[];
  readonly peers: readonly VirtualPeer[];
  /** Connections open now, whoever dialled. */
  readonly open: number;
  /** Dials under way now. */
  readonly dialing: number;
  /** Dials made so far. */
  readonly dials: number;
  /** How often a peer came to us so far. */
  readonly knocks: number;
  /**
   * Has peers dial us, so often, each picked by chance. Returns how many were let in.
   *
   * @throws ArgumentError if `count` is no whole number ≥ 0
   */
  knock(count: number): number;
  /** Returns the peer of an address. @throws ArgumentError if there is none */
  peer(address: Address): VirtualPeer;
  /**
   * Ends the connections of `count` peers that have any, picked by chance, and returns those peers: in order, or with an
   * error if one is given.
   *
   * @throws ArgumentError if `count` is no whole number ≥ 0
   */
  kill(count: number, error?: unknown): readonly VirtualPeer[];
  /**
   * Breaks every connection with ECONNRESET, and fails every dial that arrives with EHOSTUNREACH, until it is `up`. Nobody
   * comes in.
   */
  down(): void;
  /** Lets it work again. Peers are as they were set. */
  up(): void;
}

const mostPeers = 65_536;

/** Public, since a range for documents or benchmarks is not routable; in as many networks of 16 bits as there may be. */
const addressOf = (i: number): Address => ({ host: `11.${i % 256}.${Math.floor(i / 256)}.1`, port: 8333 });

const pick = <T>(values: readonly T[], random: () => number): T | undefined =>
  values[Math.floor(random() * values.length)];

/** Takes one of them out, by chance. */
const takeFrom = <T>(values: T[], random: () => number): readonly T[] =>
  values.splice(Math.floor(random() * values.length), 1);

/**
 * Returns a network of peers in virtual time, for tests under `marbles` or `TestScheduler.run`. Its peers can be up,
 * refusing, silent, frozen, slow, dropping and killed, each counted; they can dial us; the whole can go down. Each peer is in an IPv4 network
 * of 16 bits of its own, as far as the 256 of 11.0.0.0/8 go. The same seed and the same calls give the same run.
 *
 * ```
 *           latency 3    ---c------   silent   ----------
 *           dropping     ---(c|)      killed   ---c---|      with an error ---c---#
 *           refusing     ---#         down     ---#
 * ```
 *
 * @throws ArgumentError if an option is wrong
 * @example
 * ```ts
 * it('holds eight', marbles(({ cold, flush }) => {
 *   const network = virtualNetwork({ seed: 1, peers: 20, latency: 20 });
 *   const manager = new ConnectionManager({ dial: network.dial, addresses: network.addresses }).start();
 *   const script = { k: () => network.kill(3), e: () => expect(network.open).to.equal(8), s: () => void manager.stop() };
 *   cold('9s k 9s e s', script).subscribe((act) => act());
 *   flush();
 *   expectClean(network);
 * }));
 * ```
 */
export const virtualNetwork = (options: VirtualNetworkOptions): VirtualNetwork => {
  expectKnown(options, ['seed', 'peers', 'latency', 'jitter']);
  const random = seededRandom(options.seed);
  const size = expectWhole('peers', options.peers);
  if (size > mostPeers) return refuse('peers', `at most ${mostPeers}`, size);
  const latency = expectDuration('latency', options.latency ?? 0);
  const jitter = expectDuration('jitter', options.jitter ?? 0);

  const now = { up: true, open: 0, dialing: 0, dials: 0, knocks: 0 };
  const inbound$ = new Subject<Inbound<Address, VirtualConnection>>();
  const around: Surroundings = {
    up: () => now.up,
    latency: () => latency + Math.round(jitter * random()),
    dialled: (by) => {
      now[by === 'us' ? 'dials' : 'knocks'] += 1;
      return now.dials + now.knocks;
    },
    arrive: (inbound) => inbound$.next(inbound),
    count: (dialing, open) => {
      now.dialing += dialing;
      now.open += open;
    },
  };
  const nowhere: Surroundings = { ...around, up: () => false };
  const peers = Array.from({ length: size }, (_, i) => new VirtualPeer(addressOf(i), around));
  const byKey = new Map(peers.map((peer) => [keyOf(peer.address), peer]));

  return {
    dial: (address) => (byKey.get(keyOf(address)) ?? new VirtualPeer(address, nowhere)).dial(),
    inbound$: inbound$.asObservable(),
    addresses: peers.map(({ address }) => address),
    peers,
    get open() {
      return now.open;
    },
    get dialing() {
      return now.dialing;
    },
    get dials() {
      return now.dials;
    },
    get knocks() {
      return now.knocks;
    },
    knock: (count) => {
      const callers = Array.from({ length: expectWhole('count', count) }, () => pick(peers, random));
      return callers.filter((peer) => peer?.knock()).length;
    },
    peer: (address) => byKey.get(keyOf(address)) ?? refuse('address', 'one of the network', keyOf(address)),
    kill: (count, error) => {
      const connected = peers.filter(({ open }) => open > 0);
      const picks = Math.min(expectWhole('count', count), connected.length);
      const picked = Array.from({ length: picks }, () => takeFrom(connected, random)).flat();
      for (const peer of picked) peer.kill(error);
      return picked;
    },
    down: () => {
      now.up = false;
      for (const peer of peers) peer.kill(systemError('read', 'ECONNRESET', peer.address));
    },
    up: () => {
      now.up = true;
    },
  };
};

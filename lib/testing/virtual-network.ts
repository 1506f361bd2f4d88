import { defer, throwError } from 'rxjs';
import type { Address } from '../core/address.js';
import { expectDuration, expectKnown, expectWhole } from '../core/check.js';
import type { Dial } from '../core/dial.js';
import { ArgumentError } from '../core/errors.js';
import { keyOf } from '../core/key-of.js';
import { seededRandom } from './seeded-random.js';
import { VirtualPeer, type VirtualConnection } from './virtual-peer.js';

/** How a {@link VirtualNetwork} is made. */
export interface VirtualNetworkOptions {
  /** The seed of all chance in it. Print it when a test fails. */
  readonly seed: number;
  /** How many peers: a whole number of at least 0. */
  readonly peers: number;
  /** Milliseconds that a dial or a ping takes. @default 0 */
  readonly latency?: number | undefined;
  /** Milliseconds by which chance lengthens it at most. @default 0 */
  readonly jitter?: number | undefined;
}

/** Peers in virtual time. */
export interface VirtualNetwork {
  readonly dial: Dial<Address, VirtualConnection>;
  /** Of all peers: distinct, 250 to a network of 16 bits. */
  readonly addresses: readonly Address[];
  /** Connections open now. */
  readonly open: number;
  /** Dials under way now. */
  readonly dialing: number;
  /** Dials made so far. */
  readonly dials: number;
  /** Returns the peer of an address. @throws ArgumentError if there is none */
  peer(address: Address): VirtualPeer;
  /** Ends the connections of `count` peers that have some, picked by chance, and returns those peers. */
  kill(count: number, error?: unknown): readonly VirtualPeer[];
  /** Breaks every connection, and lets every dial fail after the latency, until it is `up` again. */
  down(): void;
  up(): void;
}

const addressOf = (i: number): Address => ({
  host: `198.${18 + Math.floor(i / 250)}.${Math.floor(i / 50) % 5}.${1 + (i % 50)}`,
  port: 8333,
});

/**
 * Returns a network of peers in virtual time, for tests under `marbles` or `TestScheduler.run`: its peers can be up,
 * refusing, silent, frozen, slow, dropping or killed, each counted, and the whole can go down.
 *
 * @throws ArgumentError if an option is wrong
 * @example
 * ```ts
 * it('holds eight', marbles(({ cold, flush }) => {
 *   const network = virtualNetwork({ seed: 1, peers: 20, latency: 20 });
 *   const manager = new ConnectionManager({ dial: network.dial, addresses: network.addresses }).start();
 *   cold('1s s', { s: () => void manager.stop() }).subscribe((act) => act());
 *   flush();
 *   expectClean(network);
 * }));
 * ```
 */
export const virtualNetwork = (options: VirtualNetworkOptions): VirtualNetwork => {
  expectKnown(options, ['seed', 'peers', 'latency', 'jitter']);
  const random = seededRandom(expectWhole('seed', options.seed, Number.MIN_SAFE_INTEGER));
  const latency = expectDuration('latency', options.latency ?? 0);
  const jitter = expectDuration('jitter', options.jitter ?? 0);
  const count = expectWhole('peers', options.peers, 0);
  const network = { up: true, dials: 0 };
  const peers = Array.from(
    { length: count },
    (_, i) =>
      new VirtualPeer(addressOf(i), {
        get up() {
          return network.up;
        },
        latency: () => latency + Math.round(jitter * random()),
        dialled: () => (network.dials += 1),
      }),
  );
  const byKey = new Map(peers.map((peer) => [keyOf(peer.address), peer]));
  const sum = (of: (peer: VirtualPeer) => number) => peers.reduce((all, peer) => all + of(peer), 0);
  const peer = (address: Address): VirtualPeer => {
    const found = byKey.get(keyOf(address));
    if (!found) throw new ArgumentError(`Expected an address of the network, got \`${keyOf(address)}\``);
    return found;
  };

  return {
    dial: (address) =>
      defer(() =>
        byKey.has(keyOf(address))
          ? peer(address).dial()
          : throwError(() => new Error(`Nobody is at ${keyOf(address)}`)),
      ),
    addresses: peers.map(({ address }) => address),
    get open() {
      return sum(({ open }) => open);
    },
    get dialing() {
      return sum(({ dialing }) => dialing);
    },
    get dials() {
      return network.dials;
    },
    peer,
    kill: (wanted, error) => {
      const connected = peers.filter(({ open }) => open > 0);
      const picked = Array.from({ length: Math.min(wanted, connected.length) }, () =>
        connected.splice(Math.floor(random() * connected.length), 1),
      ).flat();
      for (const one of picked) one.kill(error);
      return picked;
    },
    down: () => {
      network.up = false;
      for (const one of peers) one.kill(new Error('The network went down'));
    },
    up: () => {
      network.up = true;
    },
  };
};

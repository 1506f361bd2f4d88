import { EMPTY, catchError, ignoreElements, interval, merge, mergeMap, range, tap, timer, type Observable } from 'rxjs';
import type { Address } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startDnsServer, type DnsServer } from '../support/dns-server.js';
import { Peer } from './peer.js';

/** Milliseconds between two words of a peer. */
const TALK_EVERY = 500;

/** Networks of the peers: each a /16 of 127.0.0.0/8, more of them than there are connections to hold. */
const GROUPS = 20;

/** Peers that dial in, too. */
const VISITORS = 3;

/** Milliseconds between two connections of a flood. */
const FLOOD_EVERY = 4;

/** How often a port is looked for that is free on all addresses. */
const MOST_TRIES = 10;

const loopbackHost = (index: number): string => `127.${10 + (index % GROUPS)}.0.${Math.floor(index / GROUPS) + 1}`;

const strangerHost = (index: number): string => `127.${150 + (index % 50)}.0.${Math.floor(index / 50) + 1}`;

const hasCode = (err: unknown, code: string) => err instanceof Error && 'code' in err && err.code === code;

const openPeers = async (hosts: readonly string[], portAfter: (port: number) => number): Promise<readonly Peer[]> => {
  const peers: Peer[] = [];
  try {
    for (const host of hosts) {
      const peer = new Peer({ host, port: portAfter(peers[0]?.address.port ?? 0) });
      await peer.listen();
      peers.push(peer);
    }
    return peers;
  } catch (err) {
    for (const peer of peers) peer.down();
    throw err;
  }
};

/** Peers that share a port; where the system has no other address than 127.0.0.1, with a port each. */
const openSomehow = async (hosts: readonly string[], tries = MOST_TRIES): Promise<readonly Peer[]> => {
  try {
    return await openPeers(hosts, (port) => port);
  } catch (err) {
    if (hasCode(err, 'EADDRINUSE') && tries > 1) return openSomehow(hosts, tries - 1);
    if (!hasCode(err, 'EADDRNOTAVAIL')) throw err;
    return openPeers(
      hosts.map(() => '127.0.0.1'),
      () => 0,
    );
  }
};

/** Where the addresses of the peers are to be had by name. */
export interface EmbeddedSeeds {
  readonly names: readonly string[];
  /** The DNS server that knows these names. */
  readonly server: string;
  /** The port of all peers. */
  readonly port: number;
}

/** Real TCP peers on loopback addresses of several /16 networks, and DNS seeds that know them, all in this process. */
export class EmbeddedNetwork {
  readonly peers: readonly Peer[];
  /** None where the peers do not share a port: a seed could not tell them. */
  readonly seeds: EmbeddedSeeds | undefined;
  readonly #dns: DnsServer | undefined;
  readonly #talking;

  private constructor(peers: readonly Peer[], seeds?: EmbeddedSeeds, dns?: DnsServer) {
    this.peers = peers;
    this.seeds = seeds;
    this.#dns = dns;
    this.#talking = interval(TALK_EVERY).subscribe(() => {
      for (const peer of peers) peer.talk();
    });
  }

  /** Resolves to `size` peers that listen, on one port, each on a loopback address of its own. */
  static async open(size: number, hostOf = loopbackHost): Promise<EmbeddedNetwork> {
    const peers = await openSomehow(Array.from({ length: size }, (_, index) => hostOf(index)));
    const port = peers[0]?.address.port ?? 0;
    if (peers.some(({ address }) => address.port !== port)) return new EmbeddedNetwork(peers);
    // Several, since one datagram does not hold them all.
    const zones = new Map(['a.seed.test', 'b.seed.test', 'c.seed.test'].map((name) => [name, [] as string[]]));
    const lists = [...zones.values()];
    for (const [index, { address }] of peers.entries()) lists[index % lists.length]?.push(address.host);
    const dns = await startDnsServer(({ name }) => zones.get(name) ?? 'NXDOMAIN');
    return new EmbeddedNetwork(peers, { names: [...zones.keys()], server: dns.server, port }, dns);
  }

  /** Whether each peer has an address of its own, so that it can be banned without the others. */
  get isWide(): boolean {
    return this.seeds !== undefined;
  }

  /** Some of the peers dial in there, again and again, as long as it is subscribed to. */
  visits(address: Address): Observable<never> {
    return merge(...this.peers.slice(-VISITORS).map((peer) => peer.visits(address)));
  }

  /** So many strangers come in there and say nothing, as long as it is subscribed to. */
  flood(address: Address, count: number): Observable<never> {
    return range(0, count).pipe(
      mergeMap((index) =>
        timer(index * FLOOD_EVERY).pipe(
          mergeMap(() => tcp(this.isWide ? { localAddress: strangerHost(index) } : {})(address)),
          // Who does not read never learns that it was shed.
          tap((socket) => socket.resume()),
          catchError(() => EMPTY),
        ),
      ),
      ignoreElements(),
    );
  }

  down(): void {
    for (const peer of this.peers) peer.down();
  }

  up(): void {
    for (const peer of this.peers) peer.up();
  }

  async close(): Promise<void> {
    this.#talking.unsubscribe();
    this.down();
    await this.#dns?.[Symbol.asyncDispose]();
  }
}

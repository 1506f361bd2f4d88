import { interval } from 'rxjs';
import type { Address } from 'rx-connmgr';
import { Peer } from './peer.js';

/** Milliseconds between two words of a peer. */
const TALK_EVERY = 500;

/** The second numbers of 127.x.y.z: a /16 each. */
const GROUPS = [10, 20, 30, 40, 50, 60] as const;

const loopbackHost = (index: number): string => {
  const group = GROUPS[index % GROUPS.length] ?? GROUPS[0];
  return `127.${group}.0.${Math.floor(index / GROUPS.length) + 1}`;
};

const hasCode = (err: unknown, code: string) => err instanceof Error && 'code' in err && err.code === code;

/** Opens a peer there; with another port where that one is taken, on 127.0.0.1 where the system has no other address. */
const openPeer = async (address: Address): Promise<Peer> => {
  const peer = new Peer(address);
  try {
    await peer.listen();
    return peer;
  } catch (err) {
    if (hasCode(err, 'EADDRINUSE') && address.port !== 0) return openPeer({ ...address, port: 0 });
    if (hasCode(err, 'EADDRNOTAVAIL') && address.host !== '127.0.0.1') return openPeer({ host: '127.0.0.1', port: 0 });
    throw err;
  }
};

/** Real TCP peers on loopback addresses of several /16 groups, all in this process. */
export class EmbeddedNetwork {
  readonly peers: readonly Peer[];
  readonly #talking;

  private constructor(peers: readonly Peer[]) {
    this.peers = peers;
    this.#talking = interval(TALK_EVERY).subscribe(() => {
      for (const peer of peers) peer.talk();
    });
  }

  /** Resolves to `size` peers that listen, on the same port where it is free. */
  static async open(size: number, hostOf = loopbackHost): Promise<EmbeddedNetwork> {
    const peers: Peer[] = [];
    try {
      for (let index = 0; index < size; index += 1) {
        peers.push(await openPeer({ host: hostOf(index), port: peers[0]?.address.port ?? 0 }));
      }
    } catch (err) {
      for (const peer of peers) peer.down();
      throw err;
    }
    return new EmbeddedNetwork(peers);
  }

  down(): void {
    for (const peer of this.peers) peer.down();
  }

  up(): void {
    for (const peer of this.peers) peer.up();
  }

  close(): void {
    this.#talking.unsubscribe();
    this.down();
  }
}

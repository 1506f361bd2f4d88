import { isRoutable, type Sighting } from 'rx-connmgr';
import type { Peer } from '../peer.js';

/** How we gossip. All durations are milliseconds. */
export interface GossipOptions {
  /** All that we know: somebody who came in asks for some of it. */
  readonly known: () => readonly Sighting[];
  /** Where a peer could reach us, to be told to it and, by it, to others; nothing if we do not listen. @default nowhere */
  readonly ours?: ((peer: Peer) => Sighting | undefined) | undefined;
  /** Which hosts are worth a word: not those that nobody can reach, nor those that are banned. @default isRoutable */
  readonly routable?: ((host: string) => boolean) | undefined;
  /** 32 bytes by which those are chosen who are told of an address. @default of crypto.getRandomValues */
  readonly secret?: Uint8Array | undefined;
  /** How long, on average, news wait for other news before they are passed on. @default 30_000 */
  readonly trickle?: number | undefined;
  /** How long, on average, until a peer is told again where we are. @default 86_400_000, a day */
  readonly advertiseEvery?: number | undefined;
  /**
   * How long the same answer is given to whoever asks for addresses, and up to a third longer by chance: from changing ones
   * it could be told who is connected to whom. 0 for a new one each time. @default 75_600_000, 21 hours
   */
  readonly sameAnswerFor?: number | undefined;
  /** Where chance comes from: numbers in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** Returns how we gossip, with all defaults. */
export const withDefaults = (options: GossipOptions) => ({
  known: options.known,
  ours: options.ours ?? (() => undefined),
  routable: options.routable ?? isRoutable,
  secret: options.secret ?? crypto.getRandomValues(new Uint8Array(32)),
  trickle: options.trickle ?? 30_000,
  advertiseEvery: options.advertiseEvery ?? 86_400_000,
  sameAnswerFor: options.sameAnswerFor ?? 75_600_000,
  random: options.random ?? Math.random,
});

export type GossipSettings = ReturnType<typeof withDefaults>;

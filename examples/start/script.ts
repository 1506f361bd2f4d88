import type { Observable } from 'rxjs';
import { formatAddress, type Address } from 'rx-connmgr';
import type { EmbeddedNetwork } from './embedded-network.js';
import type { Peer } from './peer.js';

/** One trouble: what it is, how many milliseconds it lasts, how it is done and undone. */
export interface Strike {
  readonly text: string;
  readonly lasts: number;
  /** Whether the connections that are to be held must not notice it. */
  readonly harmless?: boolean;
  readonly strike: () => () => void;
}

const nothing = () => undefined;

const shuffled = <T>(list: readonly T[], random: () => number): readonly T[] =>
  list
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);

const inMood = (peers: readonly Peer[], mood: Peer['mood']) => {
  for (const peer of peers) peer.mood = mood;
  return () => {
    for (const peer of peers) peer.mood = 'talking';
  };
};

/** Strangers of a flood. */
const STRANGERS = 200;

/** Returns everything that goes wrong in one round, in order. Whom it befalls is decided by `random` when it happens. */
export const script = (
  network: EmbeddedNetwork,
  permanent: readonly Address[],
  flood$: (count: number) => Observable<unknown>,
  random: () => number,
): readonly Strike[] => {
  const connected = (count: number, peers = network.peers) =>
    shuffled(
      peers.filter(({ connections }) => connections > 0),
      random,
    ).slice(0, count);
  const friends = new Set(permanent.map(formatAddress));
  return [
    {
      text: 'two peers hang up',
      lasts: 1_000,
      strike: () => {
        for (const peer of connected(2)) peer.hangUp();
        return nothing;
      },
    },
    {
      text: 'three peers reset their connections',
      lasts: 1_000,
      strike: () => {
        for (const peer of connected(3)) peer.reset();
        return nothing;
      },
    },
    // A ban goes by the host: where all peers have the same one, it would be the end of them all.
    ...(network.isWide
      ? [
          {
            text: 'a peer talks garbage until it is banned',
            lasts: 3_000,
            strike: () => {
              const strangers = network.peers.filter(({ address }) => !friends.has(formatAddress(address)));
              return inMood(connected(1, strangers), 'garbling');
            },
          },
        ]
      : []),
    {
      text: `${STRANGERS} strangers come in at once`,
      lasts: 1_500,
      harmless: true,
      strike: () => {
        const flood = flood$(STRANGERS).subscribe();
        return () => flood.unsubscribe();
      },
    },
    { text: 'two peers go silent', lasts: 5_000, strike: () => inMood(connected(2), 'silent') },
    {
      text: 'every second peer accepts and drops at once',
      lasts: 4_000,
      strike: () => {
        const half = shuffled(network.peers, random).slice(0, network.peers.length / 2);
        for (const peer of half) peer.reset();
        return inMood(half, 'dropping');
      },
    },
    {
      text: 'a permanent peer goes away',
      lasts: 3_000,
      strike: () => {
        const peers = network.peers.filter(({ address }) => friends.has(formatAddress(address)));
        const peer = shuffled(peers, random)[0];
        peer?.down();
        return () => peer?.up();
      },
    },
    {
      text: 'the whole network goes down',
      lasts: 5_000,
      strike: () => {
        network.down();
        return () => network.up();
      },
    },
  ];
};

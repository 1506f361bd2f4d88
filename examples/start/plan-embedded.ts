import type { Socket } from 'node:net';
import { EMPTY, ReplaySubject, Subject, fromEvent, ignoreElements, map, merge, of, switchMap, take, tap } from 'rxjs';
import {
  AddressBook,
  BanList,
  bans,
  formatAddress,
  fromDnsSeeds,
  handshake,
  type Address,
  type Offence,
} from 'rx-connmgr';
import { dnsLookup, listen, tcp } from 'rx-connmgr/node';
import { banReports } from './ban-reports.js';
import type { Arguments } from './arguments.js';
import { checkedStore } from './checked-store.js';
import { door } from './door.js';
import { EmbeddedNetwork } from './embedded-network.js';
import { heldBy } from './held.js';
import { listening } from './listening.js';
import { WORD } from './peer.js';
import type { Plan } from './plan.js';
import { read } from './read.js';
import { refusals } from './refusals.js';
import { targetsOf } from './targets-of.js';

/** Peers of the embedded network, and those among them that are held for ever. */
const PEERS = 60;
const PERMANENT = 2;

/** Connections that may come in. */
const MAX_INBOUND = 8;

/** Milliseconds without a word after which an embedded peer counts as gone: they all talk twice a second. */
const IDLE = 3_000;

/** Milliseconds that whoever comes in has for its first word. */
const GREETING = 1_000;

/** Who says three wrong words is banned for so many milliseconds, so that there is something to see of the end of it. */
const OFFENCE = 40;
const BAN = 10_000;

/** Of each network there is one connection, as of the real ones: here the first two numbers of the address. */
const group = ({ host }: Address): string => host.split('.').slice(0, 2).join('.');

const bookOf = ({ seeds, peers }: EmbeddedNetwork): readonly Address[] | AddressBook => {
  if (seeds === undefined) return peers.map(({ address }) => address);
  const routable = () => true;
  const lookup = dnsLookup({ servers: [seeds.server], families: [4] });
  const feed = fromDnsSeeds(seeds.names, { port: seeds.port, lookup, routable });
  return new AddressBook({ feed, group, routable, port: seeds.port, enough: PEERS, goodAfter: 1_000 });
};

/** Resolves to the plan for a network that is all in this process. */
export const planEmbedded = async (given: Arguments): Promise<Plan> => {
  const { maxOutbound, maxPeers, addPeer, banFile } = given;
  const outside = await listening(given);
  const file = banFile === undefined ? undefined : await checkedStore('ban-file', banFile);
  const network = await EmbeddedNetwork.open(PEERS);
  const embedded = new Set(network.peers.map(({ address }) => formatAddress(address)));
  const banned = new BanList({ store: file?.store, allow: network.isWide ? [] : ['127.0.0.1'] });
  const offence$ = new Subject<Offence>();
  const entrance$ = new ReplaySubject<Address>(1);
  const { admitted, refused$ } = door({ perHost: 2, perPrefix: 4, unfinished: 20, rate: 2, flood: 20 });

  /** Whoever says what nobody should is accused of it. */
  const heard = (address: Address) =>
    tap((socket: Socket) =>
      socket.on('data', (words: Buffer) => {
        if (words.toString().replaceAll(WORD, '') === '') return;
        offence$.next({ address, persistent: OFFENCE, reason: 'garbage' });
      }),
    );
  const greeted = handshake(
    (socket: Socket) =>
      fromEvent(socket, 'data').pipe(
        take(1),
        map(() => socket),
      ),
    { timeout: GREETING },
  );
  const [talking, any] = [tcp({ idle: IDLE }), tcp()];
  const house$ = listen({ port: 0, host: '127.0.0.1', idle: IDLE, listening: entrance$, refused: refused$ }).pipe(
    map(({ address, connection$ }) => ({ address, connection$: connection$.pipe(heard(address), greeted) })),
  );
  const judged$ = offence$.pipe(
    bans({ threshold: 2.5 * OFFENCE, duration: BAN, allow: banned.allow }),
    tap((ban) => banned.add(ban)),
    ignoreElements(),
  );
  const visits$ = entrance$.pipe(switchMap((address) => network.visits(address)));
  const notices = file?.notices ?? [];
  const friends = network.peers.slice(0, PERMANENT).map(({ address }) => address);
  const permanent = [...friends, ...addPeer];
  return {
    title: `embedded network: ${PEERS} peers${network.seeds === undefined ? '' : `, ${network.seeds.names.length} seeds`}`,
    targets: targetsOf({ maxOutbound, maxPeers, permanent: permanent.length, inbound: MAX_INBOUND }),
    held: heldBy(
      {
        dial: (address) =>
          embedded.has(formatAddress(address)) ? talking(address).pipe(heard(address)) : any(address).pipe(read),
        addresses: bookOf(network),
        maxOutbound,
        // So that there is something to see every second.
        retryDuration: 1_000,
        maxRetryDuration: 10_000,
        inbound: merge(house$, outside?.(refused$) ?? EMPTY).pipe(admitted),
        maxInbound: MAX_INBOUND,
        maxPeers,
        bans: banned,
      },
      permanent,
    ),
    beside$: merge(of(...notices), refusals(refused$), banReports(banned), judged$, visits$),
    network,
    friends: permanent,
    flood$: (count) => entrance$.pipe(switchMap((address) => network.flood(address, count))),
  };
};

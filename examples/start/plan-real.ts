import { EMPTY, Subject, from, merge, of } from 'rxjs';
import {
  AddressBook,
  BanList,
  formatAddress,
  fromDnsSeeds,
  isRoutable,
  networkGroup,
  type Address,
  type Lookup,
} from 'rx-connmgr';
import { dnsLookup, socks5, tcp, torLookup } from 'rx-connmgr/node';
import { readAddressesFile } from './addresses-file.js';
import type { Arguments } from './arguments.js';
import { banReports } from './ban-reports.js';
import { checkedStore } from './checked-store.js';
import { door } from './door.js';
import { heldBy } from './held.js';
import { listening } from './listening.js';
import type { Plan } from './plan.js';
import { read } from './read.js';
import { refusals } from './refusals.js';
import type { Notice } from './report.js';
import { targetsOf } from './targets-of.js';

/** Milliseconds after a change in which a book or a list of bans is saved. */
const SAVE_AFTER = 5_000;

/** What `--listen` lets in: enough for anybody, and not all for one. */
const LIMITS = { perHost: 3, perPrefix: 10, rate: 1, flood: 100 } as const;

const isLoopback = (host: string): boolean => host.startsWith('127.') || host === '::1';

/** As of any node, but what has no network (a test, one's own machines) stands for itself. */
const group = (address: Address): string => (isRoutable(address.host) ? networkGroup(address) : formatAddress(address));

const lookupOf = ({ proxy, dns }: Arguments): Lookup =>
  proxy === undefined ? dnsLookup(dns.length === 0 ? {} : { servers: dns }) : torLookup(proxy);

const serverHost = (server: string): string =>
  server.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');

const seedsOf = (given: Arguments, notice$: Subject<Notice>) => {
  const { seeds, port, dns } = given;
  if (seeds.length === 0) return EMPTY;
  // A resolver of this machine is believed when it tells of this machine.
  const local = dns.length > 0 && dns.every((server) => isLoopback(serverHost(server)));
  return fromDnsSeeds(seeds, {
    port,
    lookup: lookupOf(given),
    routable: (ip) => isRoutable(ip) || (local && isLoopback(ip)),
    failed: ({ seed, error, delay }) =>
      notice$.next({
        type: 'notice',
        text: `seed ${seed} gave nothing; not before ${Math.ceil(delay / 1_000)} s`,
        error,
      }),
  });
};

const titleOf = ({ connect, seeds, addresses, book }: Arguments, count: number): string => {
  if (connect.length > 0) return `connect-only: ${connect.length} wished for`;
  const parts = [
    ...(addresses === undefined ? [] : [`addresses in ${addresses}: ${count}`]),
    ...(seeds.length === 0 ? [] : [`seeds: ${seeds.join(', ')}`]),
    ...(book === undefined ? [] : [`book ${book}`]),
  ];
  return parts.join(', ');
};

/** Resolves to the plan for what the arguments name. Whatever can be wrong with it is told before anything is dialled. */
export const planReal = async (given: Arguments): Promise<Plan> => {
  const { addresses: file, connect, seeds, maxOutbound, maxPeers, addPeer, proxy, book, banFile } = given;
  const list = file === undefined ? [] : readAddressesFile(file);
  const outside = await listening(given);
  const kept = book === undefined ? undefined : await checkedStore('book', book);
  const banStore = banFile === undefined ? undefined : await checkedStore('ban-file', banFile);
  const notice$ = new Subject<Notice>();
  const bans = banStore && new BanList({ store: banStore.store, saveAfter: SAVE_AFTER });
  const any = proxy === undefined ? tcp() : socks5({ proxy, isolate: true });
  const source = () => {
    if (connect.length > 0) return undefined;
    if (kept === undefined && seeds.length === 0) return list;
    // What is in the file is wanted, and what seeds tell is looked at by them: here, nothing is turned down.
    return new AddressBook({
      ...(kept === undefined ? {} : { store: kept.store, saveAfter: SAVE_AFTER }),
      feed: merge(from(list), seedsOf(given, notice$)),
      group,
      routable: () => true,
    });
  };
  const addresses = source();
  const { admitted, refused$ } = door(LIMITS);
  const notices = [kept, banStore].flatMap((store) => store?.notices ?? []);
  const permanent = connect.length > 0 ? connect : addPeer;
  return {
    title: titleOf(given, list.length),
    targets: targetsOf({ maxOutbound, maxPeers, permanent: permanent.length, inbound: outside ? Infinity : 0 }),
    held: heldBy(
      {
        dial: (address) => any(address).pipe(read),
        addresses,
        maxOutbound,
        inbound: outside?.(refused$).pipe(admitted),
        maxPeers,
        bans,
      },
      permanent,
    ),
    beside$: merge(of(...notices), notice$, refusals(refused$), bans ? banReports(bans) : EMPTY),
  };
};

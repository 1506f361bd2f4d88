import type { ObservableInput } from 'rxjs';
import type { Address } from '../core/address.js';
import { usualHorizon } from '../core/address-book/is-terrible.js';
import type { TableSizes } from '../core/address-book/placement.js';
import { exponential, jittered, safeDelay, type Backoff } from '../core/backoff.js';
import { expectDuration, expectFunction, expectKnown, expectPositive, expectWhole, refuse } from '../core/check.js';
import { isRoutable } from '../core/is-routable.js';
import { networkGroup } from '../core/network-group.js';
import { networkNames, type NetworkName } from '../core/network-of.js';
import type { Sighting } from '../core/sighting.js';
import type { Store } from '../core/store.js';

/** How an address book is made. All durations are milliseconds. */
export interface AddressBookOptions {
  /** Where it is kept from one run to the next. Leases wait until it was read. @default none: it is forgotten */
  readonly store?: Store | undefined;
  /**
   * More addresses, such as `fromDnsSeeds`: subscribed to when somebody waits in vain for a lease, and let go of when nobody
   * does and the book knows `enough`. One that ends is asked again after `feedBackoff`, if need be. @default none
   */
  readonly feed?: ObservableInput<Sighting> | undefined;
  /** How long to wait after the feed was asked so many times since a peer proved good. @default jittered(exponential(10_000, 3_600_000)) */
  readonly feedBackoff?: Backoff | undefined;
  /** How many addresses are enough to let go of the feed. @default 1_000 */
  readonly enough?: number | undefined;
  /**
   * Which addresses are of one network: of each there is one outbound connection at most. `false` for no such limit.
   * @default networkGroup
   */
  readonly group?: ((address: Address) => string) | false | undefined;
  /** Which hosts are learnt at all. @default isRoutable */
  readonly routable?: ((host: string) => boolean) | undefined;
  /** The networks whose addresses are leased. The others are learnt and kept all the same. @default all */
  readonly networks?: readonly NetworkName[] | undefined;
  /** The port that most addresses have: others are leased for want of better. @default none: all ports are alike */
  readonly port?: number | undefined;
  /** How large its tables are: by default up to 81 920 addresses, each about a kilobyte. */
  readonly sizes?: Partial<TableSizes> | undefined;
  /** Milliseconds after which an address that nobody saw gives way to others. @default 30 days */
  readonly horizon?: number | undefined;
  /** How many of those connected to longest are tried first in the next run. @default 2 */
  readonly anchors?: number | undefined;
  /** How long a connection must last for its address to count as good: the `stableAfter` of the manager. @default 5_000 */
  readonly goodAfter?: number | undefined;
  /** How long after a change the book is saved; changes meanwhile are saved with it. @default 300_000 */
  readonly saveAfter?: number | undefined;
  /** Where chance comes from: numbers in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  /** 32 bytes by which the tables are keyed, until a book is read that has its own. @default of crypto.getRandomValues */
  readonly secret?: Uint8Array | undefined;
}

type Optional = 'store' | 'feed' | 'networks' | 'port';

/** The options, checked, with their defaults. */
export type AddressBookSettings = {
  readonly [K in Exclude<keyof AddressBookOptions, Optional | 'sizes'>]: NonNullable<AddressBookOptions[K]>;
} & { readonly [K in Optional]: AddressBookOptions[K] } & { readonly sizes: TableSizes };

/** Ten seconds, doubled up to an hour. */
export const usualFeedBackoff: Backoff = exponential(10_000, 3_600_000);

const names: readonly (keyof AddressBookSettings)[] = [
  'store',
  'feed',
  'feedBackoff',
  'enough',
  'group',
  'routable',
  'networks',
  'port',
  'sizes',
  'horizon',
  'anchors',
  'goodAfter',
  'saveAfter',
  'random',
  'secret',
];

const expectStore = (store: Store): Store =>
  typeof store === 'object' && typeof store?.load === 'function' && typeof store.save === 'function'
    ? store
    : refuse('store', 'a store with `load` and `save`', store);

const expectFeed = (feed: ObservableInput<Sighting>): ObservableInput<Sighting> =>
  typeof feed === 'object' && feed !== null ? feed : refuse('feed', 'an observable of addresses', feed);

const isNetworks = (networks: unknown): boolean =>
  Array.isArray(networks) && networks.length > 0 && networks.every((name: NetworkName) => networkNames.includes(name));

const expectNetworks = (networks: readonly NetworkName[]): readonly NetworkName[] =>
  isNetworks(networks)
    ? networks
    : refuse('networks', `a list of ${networkNames.map((name) => `\`${name}\``).join(', ')}`, networks);

const expectPort = (port: number): number =>
  port <= 65_535 ? expectWhole('port', port, 1) : refuse('port', 'a whole number from 1 to 65535', port);

const expectSecret = (secret: Uint8Array): Uint8Array =>
  secret instanceof Uint8Array && secret.length === 32 ? secret.slice() : refuse('secret', '32 bytes', secret);

const sizesOf = (sizes: Partial<TableSizes>): TableSizes => {
  expectKnown(sizes, ['newBuckets', 'triedBuckets', 'bucketSize'], 'size');
  return {
    newBuckets: expectWhole('newBuckets', sizes.newBuckets ?? 1_024, 1),
    triedBuckets: expectWhole('triedBuckets', sizes.triedBuckets ?? 256, 1),
    bucketSize: expectWhole('bucketSize', sizes.bucketSize ?? 64, 1),
  };
};

/** Returns the settings that the options make. @throws ArgumentError that says what was expected and what was got */
export const addressBookSettings = (options: AddressBookOptions): AddressBookSettings => {
  expectKnown(options, names);
  const { store, feed, networks, port, group = networkGroup } = options;
  const random = expectFunction('random', options.random ?? Math.random);
  const feedBackoff = options.feedBackoff ?? jittered(usualFeedBackoff, { random });
  return {
    store: store && expectStore(store),
    feed: feed && expectFeed(feed),
    feedBackoff: safeDelay(expectFunction('feedBackoff', feedBackoff)),
    enough: expectWhole('enough', options.enough ?? 1_000),
    group: group === false ? group : expectFunction('group', group),
    routable: expectFunction('routable', options.routable ?? isRoutable),
    networks: networks && expectNetworks(networks),
    port: port === undefined ? port : expectPort(port),
    sizes: sizesOf(options.sizes ?? {}),
    horizon: expectPositive('horizon', options.horizon ?? usualHorizon),
    anchors: expectWhole('anchors', options.anchors ?? 2),
    goodAfter: expectDuration('goodAfter', options.goodAfter ?? 5_000),
    saveAfter: expectDuration('saveAfter', options.saveAfter ?? 300_000),
    random,
    secret: expectSecret(options.secret ?? crypto.getRandomValues(new Uint8Array(32))),
  };
};

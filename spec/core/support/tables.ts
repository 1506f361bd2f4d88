import { AddressTables, type TablesOptions, type Told } from '../../../lib/core/address-book/address-tables.js';
import type { Known } from '../../../lib/core/address-book/known.js';
import { keyOf } from '../../../lib/core/key-of.js';
import { networkGroup } from '../../../lib/core/network-group.js';
import { seededRandom } from '../../../lib/testing/seeded-random.js';

/** A day in 2026. */
export const day0 = 1_800_000_000_000;
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const secretOf = (seed: number): Uint8Array => {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: 32 }, () => Math.floor(256 * random()));
};

export const sizes = { newBuckets: 1_024, triedBuckets: 256, bucketSize: 64 };

export const tablesOf = (options: Partial<TablesOptions> = {}): AddressTables =>
  new AddressTables({
    secret: secretOf(1),
    sizes,
    horizon: 30 * day,
    random: seededRandom(1),
    wanted: () => true,
    ...options,
  });

export const toldOf = (host: string, port = 8333, seen = day0): Told => {
  const address = { host, port };
  return { key: keyOf(address), address, group: networkGroup(address), seen, services: 0n };
};

/** In an IPv4 network of 16 bits of its own, as long as there are any. */
export const hostOf = (i: number): string => `${11 + (i % 50)}.${Math.floor(i / 50) % 256}.${Math.floor(i / 12_800)}.1`;

export const knownOf = (more: Partial<Known> = {}): Known => ({
  ...toldOf('8.8.8.8'),
  source: 'ipv4:9.9',
  lastTry: -Infinity,
  lastSuccess: -Infinity,
  failures: 0,
  era: -1,
  tried: false,
  places: [],
  wanted: true,
  leased: false,
  barred: false,
  ...more,
});

/** Throws unless the tables agree with themselves: every address in one table, every place where it is said to be, all bounded. */
export const expectSound = (tables: AddressTables, { newBuckets, triedBuckets, bucketSize } = sizes): void => {
  const { shelves } = tables;
  const fail = (what: string, known: Known): never => {
    throw new Error(`${known.key} ${what}`);
  };
  let tried = 0;
  const places = { new: 0, tried: 0 };
  for (const known of shelves.all()) {
    if (shelves.get(known.key) !== known) fail('is not known by its key', known);
    const [table, other] = known.tried ? [shelves.tried, shelves.new] : [shelves.new, shelves.tried];
    if (known.places.length < 1 || known.places.length > (known.tried ? 1 : 8))
      fail('has too few or too many places', known);
    for (const place of known.places) {
      if (table.at(place) !== place) fail('is not where it should be', known);
      if (other.at(place)?.known === known) fail('is in both tables', known);
      if (place.shown >= 0 !== (known.wanted && !known.leased && !known.barred)) fail('is shown wrongly', known);
      places[known.tried ? 'tried' : 'new'] += 1;
    }
    if (known.tried) tried += 1;
  }
  const within = (count: number, most: number) => {
    if (count > most) throw new Error(`${count} places of ${most}`);
  };
  within(places.new, newBuckets * bucketSize);
  within(places.tried, triedBuckets * bucketSize);
  if (tried !== shelves.triedSize) throw new Error(`${shelves.triedSize} tried, and ${tried} there`);
  const shownIn = (table: typeof shelves.new) =>
    table.drawable.reduce((sum, bucket) => sum + table.shownIn(bucket).length, 0);
  const drawable = [...shelves.all()].filter((known) => known.wanted && !known.leased && !known.barred);
  const expected = drawable.reduce((sum, known) => sum + known.places.length, 0);
  if (shownIn(shelves.new) + shownIn(shelves.tried) !== expected)
    throw new Error('what is shown is not what is drawable');
};

import { BlockList } from 'node:net';
import { BanList } from 'rx-connmgr';
import { job } from '../support/job.js';
import { median } from '../support/median.js';
import { seededRandom } from '../support/seeded-random.js';
import { shuffle } from '../support/shuffle.js';

/** Microseconds of one check. */
export interface Check {
  readonly ours: number;
  readonly theirs: number;
}

export interface Checked {
  /** A banned address, an address of a banned subnet, an address that is not banned. */
  readonly checked: readonly Check[];
  /** The same with a hundred entries. */
  readonly few: readonly Check[];
  readonly addPerSecond: number;
}

const rounds = 5;
const asked = 100_000;
/** `net.BlockList` looks at one entry after the other. */
const askedSlowly = 200;
const prefixes = [12, 16, 20, 22, 24, 28];

const dotted = (n: number) => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');

/** Distinct addresses below 128.0.0.0, and distinct subnets above. */
const entriesOf = (count: number) => {
  const random = seededRandom(count);
  const addresses = new Set<number>();
  const subnets = new Map<string, { readonly host: number; readonly prefix: number }>();
  while (addresses.size < count / 2) addresses.add(Math.floor(random() * 2 ** 31));
  while (subnets.size < count / 2) {
    const prefix = prefixes[Math.floor(random() ** 0.2 * prefixes.length)] ?? 24;
    const host = ((2 ** 31 + Math.floor(random() * 2 ** 30)) & (-1 << (32 - prefix))) >>> 0;
    subnets.set(`${host}/${prefix}`, { host, prefix });
  }
  return { addresses: [...addresses], subnets: [...subnets.values()] };
};

const timed = (
  hosts: readonly string[],
  times: number,
  expected: boolean,
  check: (host: string) => boolean,
): number => {
  let right = 0;
  const began = performance.now();
  for (let i = 0; i < times; i += 1) if (check(hosts[i % hosts.length] as string) === expected) right += 1;
  const took = performance.now() - began;
  if (right !== times)
    throw new Error(`Expected ${times} answers to be ${expected}, got ${times - right} that are not`);
  return (1e3 * took) / times;
};

const measure = (count: number) => {
  const { addresses, subnets } = entriesOf(count);
  const theirs = new BlockList();
  for (const address of addresses) theirs.addAddress(dotted(address));
  for (const { host, prefix } of subnets) theirs.addSubnet(dotted(host), prefix);
  const ours = new BanList({ maxBans: count });
  const texts = [...addresses.map(dotted), ...subnets.map(({ host, prefix }) => `${dotted(host)}/${prefix}`)];
  const since = Date.now();
  const began = performance.now();
  for (const subnet of texts) ours.add({ subnet, since, until: since + 86_400_000 });
  const addPerSecond = Math.round((1e3 * count) / (performance.now() - began));

  const within = subnets.map(({ host, prefix }) => dotted(host + 2 ** (32 - prefix) - 1));
  const outside = addresses.map((address) => dotted(2 ** 31 + 2 ** 30 + (address >>> 2)));
  const checks = [addresses.map(dotted), within, outside].map((hosts, i): Check => {
    const mixed = shuffle(hosts, 1);
    const times = Array.from({ length: rounds }, () => ({
      ours: timed(mixed, asked, i < 2, (host) => ours.has({ host, port: 8333 })),
      theirs: timed(mixed, askedSlowly, i < 2, (host) => theirs.check(host)),
    }));
    return { ours: median(times.map((time) => time.ours)), theirs: median(times.map((time) => time.theirs)) };
  });
  return { checks, addPerSecond };
};

await job(({ entries }: { readonly entries: number }): Checked => {
  const few = measure(100).checks;
  const { checks, addPerSecond } = measure(entries);
  return { checked: checks, few, addPerSecond };
});

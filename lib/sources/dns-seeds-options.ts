import type { Address } from '../core/address.js';
import { exponential, jittered, safeDelay, type Backoff } from '../core/backoff.js';
import type { Bans } from '../core/bans.js';
import {
  expectBetween,
  expectDuration,
  expectFunction,
  expectKnown,
  expectPositive,
  expectWhole,
  refuse,
} from '../core/check.js';
import { isRoutable } from '../core/is-routable.js';
import type { Lookup } from '../core/lookup.js';

/** A seed that gave nothing. */
export interface SeedFailure {
  readonly seed: string;
  /** Why: a `LookupError`, or what `backoff` threw. */
  readonly error: unknown;
  /** Failures of this seed in a row, this one included. */
  readonly failures: number;
  /** Milliseconds before which it is not asked again. */
  readonly delay: number;
}

/** The options of `fromDnsSeeds`. */
export interface DnsSeedsOptions {
  /** The port of every address, from 1 to 65535: a seed knows none. */
  readonly port: number;
  /**
   * The services that peers are to offer, as bits of the Bitcoin protocol. A seed that filters is asked for those, by `x`
   * and the bits in hexadecimal before its name, unless it is the plain network service alone (1).
   *
   * @default none in particular
   */
  readonly services?: bigint | undefined;
  /** Who resolves: `dnsLookup()` or `torLookup(proxy)` of `rx-connmgr/node`, or a function of your own. */
  readonly lookup: Lookup;
  /**
   * How many seeds are asked at a time: a whole number ≥ 1, or `Infinity` for all. A function is called when the asking
   * begins: for an address book, `() => (book.size === 0 ? Infinity : 3)`.
   *
   * @default 3
   */
  readonly atOnce?: number | (() => number) | undefined;
  /** Milliseconds that a seed may take: a number > 0. After five seconds it makes room for the next. @default 30_000 */
  readonly timeout?: number | undefined;
  /** How many answers of a seed are looked at: a whole number ≥ 1. @default 256 */
  readonly limit?: number | undefined;
  /** How long a seed that failed is not asked. @default jittered(exponential(10_000, 3_600_000)): up to an hour */
  readonly backoff?: Backoff | undefined;
  /** Which IP addresses are worth knowing. @default isRoutable */
  readonly routable?: ((ip: string) => boolean) | undefined;
  /** Whose addresses are dropped. @default nobody's */
  readonly bans?: Pick<Bans<Address>, 'has'> | undefined;
  /** Told of each seed that fails; the stream goes on without it. What it throws hurts nobody. @default nobody is told */
  readonly failed?: ((failure: SeedFailure) => void) | undefined;
  /** Where chance comes from: numbers in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** {@link DnsSeedsOptions}, checked and complete. */
export interface DnsSeedsSettings {
  readonly port: number;
  readonly services: bigint | undefined;
  readonly lookup: Lookup;
  readonly atOnce: () => number;
  readonly timeout: number;
  readonly limit: number;
  readonly backoff: Backoff;
  /** What stands in for a back-off that throws. */
  readonly standIn: Backoff;
  readonly usable: (ip: string) => boolean;
  readonly failed: (failure: SeedFailure) => void;
  readonly random: () => number;
}

const names = [
  ...['port', 'services', 'lookup', 'atOnce', 'timeout', 'limit', 'backoff', 'routable', 'bans', 'failed', 'random'],
] as const;

const expectServices = (value: unknown): bigint =>
  typeof value === 'bigint' && value >= 0n && value < 1n << 64n
    ? value
    : refuse('services', 'a bigint of 64 bits', value);

const expectAtOnce = (value: number | (() => number)): (() => number) => {
  if (typeof value !== 'function') {
    const atOnce = value === Infinity ? value : expectWhole('atOnce', value, 1);
    return () => atOnce;
  }
  // `mergeMap` of no number never begins.
  return () => {
    const atOnce = value();
    return atOnce >= 1 ? atOnce : 1;
  };
};

/** Returns the settings that `options` ask for; throws an `ArgumentError` if one cannot be. */
export const dnsSeedsSettings = (options: DnsSeedsOptions): DnsSeedsSettings => {
  expectKnown(options, names);
  const { port, services, atOnce = 3, timeout = 30_000, limit = 256, routable = isRoutable, bans } = options;
  const { failed = () => {}, random = Math.random } = options;
  expectBetween('port', expectWhole('port', port, 1), 1, 65_535);
  expectFunction('routable', routable);
  if (bans !== undefined) expectFunction('bans.has', (Object(bans) as Partial<Bans<Address>>).has);
  const standIn = jittered(exponential(10_000, 3_600_000), { random: expectFunction('random', random) });
  return {
    port,
    services: services === undefined ? undefined : expectServices(services),
    lookup: expectFunction('lookup', options.lookup),
    atOnce: expectAtOnce(atOnce),
    timeout: expectDuration('timeout', expectPositive('timeout', timeout)),
    limit: expectWhole('limit', limit, 1),
    backoff: options.backoff === undefined ? standIn : safeDelay(expectFunction('backoff', options.backoff)),
    standIn,
    usable: (host) => routable(host) && !bans?.has({ host, port }),
    failed: expectFunction('failed', failed),
    random,
  };
};

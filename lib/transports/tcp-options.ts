import { isIP } from 'node:net';
import { expectDuration, expectFunction, expectPositive, refuse } from '../core/check.js';
import type { Lookup } from '../core/lookup.js';
import { defaultStagger, type RaceOptions } from '../operators/race-addresses.js';
import { systemLookup } from './system-lookup.js';

/** The options of `tcp`. */
export interface TcpOptions {
  /**
   * Milliseconds without a byte *received* after which the connection errors with a `timeout`; above 0. What we write does
   * not put it off. Noticed at most a quarter of it late. A consumer that stops reading receives nothing either.
   *
   * @default none
   */
  readonly idle?: number | undefined;
  /**
   * Milliseconds of quiet after which the system asks whether the peer is still there, in whole seconds from 1 000 to
   * 32 767 000; about ten seconds without an answer later the connection errors with `ETIMEDOUT`. `true` is the default,
   * `false` never asks.
   *
   * @default 60_000
   */
  readonly keepAlive?: boolean | number | undefined;
  /** Whether small writes leave at once, rather than waiting to be joined (Nagle's algorithm). @default true */
  readonly noDelay?: boolean | undefined;
  /** The address of ours to dial from. @default the system's choice */
  readonly localAddress?: string | undefined;
  /** Which addresses of a host name to use: IPv4 (4) or IPv6 (6). @default that of `localAddress`, else both */
  readonly family?: 4 | 6 | undefined;
  /**
   * Who knows the addresses of a host name. The system knows `localhost` and the hosts file, but cannot be cancelled and
   * serves few names at a time; `dnsLookup()` asks DNS alone, and can.
   *
   * @default the system
   */
  readonly lookup?: Lookup | undefined;
}

/** {@link TcpOptions} as `node:net` takes them. */
export interface TcpSettings {
  readonly idle: number | undefined;
  readonly keepAlive: boolean;
  readonly keepAliveInitialDelay: number;
  readonly noDelay: boolean;
  readonly localAddress: string | undefined;
  /** How the addresses of a host name are found and raced. */
  readonly race: RaceOptions;
}

/** The names of {@link TcpOptions}. */
export const tcpOptionNames = ['idle', 'keepAlive', 'noDelay', 'localAddress', 'family', 'lookup'] as const;

const defaultKeepAlive = 60_000;

/** Returns `value` if it is a boolean, else throws an `ArgumentError`. */
export const expectBoolean = (name: string, value: unknown): boolean =>
  typeof value === 'boolean' ? value : refuse(name, 'a boolean', value);

const expectKeepAlive = (value: unknown): number => {
  if (typeof value === 'boolean') return value ? defaultKeepAlive : 0;
  return typeof value === 'number' && value >= 1_000 && value <= 32_767_000
    ? value
    : refuse('keepAlive', 'a boolean or 1000 to 32767000 milliseconds', value);
};

const expectLocalAddress = (value: unknown): string =>
  typeof value === 'string' && isIP(value) ? value : refuse('localAddress', 'an IP address', value);

const expectFamily = (value: unknown): 4 | 6 =>
  value === 4 || value === 6 ? value : refuse('family', '4 or 6', value);

/** What is dialled from an address of one family is of that family. */
const familyOf = ({ family, localAddress }: TcpOptions): 4 | 6 | undefined => {
  if (family !== undefined) return expectFamily(family);
  return localAddress === undefined ? undefined : (isIP(localAddress) as 4 | 6);
};

/** Returns the settings that `options` ask for; throws an `ArgumentError` if one cannot be. */
export const tcpSettings = (options: TcpOptions): TcpSettings => {
  const { idle, keepAlive = true, noDelay = true, localAddress, lookup } = options;
  const from = localAddress === undefined ? undefined : expectLocalAddress(localAddress);
  const family = familyOf(options);
  const keepAliveInitialDelay = expectKeepAlive(keepAlive);
  return {
    idle: idle === undefined ? undefined : expectDuration('idle', expectPositive('idle', idle)),
    keepAlive: keepAliveInitialDelay > 0,
    keepAliveInitialDelay,
    noDelay: expectBoolean('noDelay', noDelay),
    localAddress: from,
    race: {
      lookup: lookup === undefined ? systemLookup(family) : expectFunction('lookup', lookup),
      stagger: defaultStagger,
      usable: (ip) => family === undefined || isIP(ip) === family,
    },
  };
};

import { Resolver } from 'node:dns';
import { expectDuration, expectKnown, expectPositive, refuse } from '../core/check.js';
import { ArgumentError } from '../core/errors.js';

/** IPv4 or IPv6. */
export type Family = 4 | 6;

/** The options of `dnsLookup`. */
export interface DnsLookupOptions {
  /** The resolvers to ask, by IP address, with a port if it is not 53: `192.0.2.53`, `127.0.0.1:5353`, `[::1]:53`. @default the system's */
  readonly servers?: readonly string[] | undefined;
  /** Milliseconds that one look-up may take, however often a question is repeated meanwhile; above 0. @default 10_000 */
  readonly timeout?: number | undefined;
  /** Which addresses to ask for: IPv4 (4), IPv6 (6) or both, the preferred first. @default [6, 4] */
  readonly families?: readonly (4 | 6)[] | undefined;
}

/** {@link DnsLookupOptions}, checked and complete. */
export interface DnsLookupSettings {
  /** `undefined`: those that the system has when it is asked. */
  readonly servers: readonly string[] | undefined;
  readonly timeout: number;
  readonly families: readonly Family[];
}

const isList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const expectServers = (servers: readonly string[]): readonly string[] => {
  const list: readonly string[] = isList(servers) ? [...servers] : refuse('servers', 'a list of IP addresses', servers);
  try {
    new Resolver().setServers(list);
  } catch (cause) {
    throw new ArgumentError('Expected each of `servers` to be an IP address, with a port or without', { cause });
  }
  return list;
};

const expectFamilies = (families: readonly Family[]): readonly Family[] =>
  isList(families) && families.every((family) => family === 4 || family === 6)
    ? [...new Set(families)]
    : refuse('families', 'a list of 4, 6 or both', families);

/** Returns the settings that `options` ask for; throws an `ArgumentError` if one cannot be. */
export const dnsLookupSettings = (options: DnsLookupOptions): DnsLookupSettings => {
  expectKnown(options, ['servers', 'timeout', 'families']);
  return {
    servers: options.servers === undefined ? undefined : expectServers(options.servers),
    timeout: expectDuration('timeout', expectPositive('timeout', options.timeout ?? 10_000)),
    families: expectFamilies(options.families ?? [6, 4]),
  };
};

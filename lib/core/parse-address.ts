import type { Address } from './address.js';
import { canonicalIpv6 } from './canonical-ipv6.js';
import { expectKnown } from './check.js';
import { ArgumentError } from './errors.js';
import { parseHost } from './parse-host.js';
import { show } from './show.js';

/** What {@link parseAddress} takes for granted. */
export interface AddressDefaults {
  /** The port of a text that has none, from 1 to 65535. @default none: every text has its own */
  readonly port?: number | undefined;
}

/** A name of 253 characters, its last dot, a colon and a port: anything longer is not looked at. */
const longest = 260;

const refuse = (expected: string, got: unknown): never => {
  throw new ArgumentError(`Expected ${expected}, got ${show(got)}`);
};

const isPort = (port: unknown): port is number => Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65_535;

const parseIpv6 = (host: string, text: string): string => canonicalIpv6(host) ?? refuse('an IPv6 address', text);

const parseName = (name: string, text: string): string => {
  const parsed = parseHost(name);
  return 'host' in parsed ? parsed.host : refuse(parsed.expected, text);
};

const parsePort = (digits: string | undefined, otherwise: number | undefined, text: string): number => {
  if (digits === undefined) return otherwise ?? refuse('an address with a port, as in `example.com:8333`', text);
  const port = /^[1-9][0-9]*$/.test(digits) ? Number(digits) : 0;
  return isPort(port) ? port : refuse('a port from 1 to 65535', text);
};

/**
 * Returns the address that a text names, in its canonical spelling: `192.0.2.1:8333`, `[2001:db8::1]:8333`,
 * `example.com:8333` or `….onion:8333`. `formatAddress` is its inverse.
 *
 * Names are in lower case and without the last dot, IPv6 is as RFC 5952 writes it, IPv4-mapped IPv6 is IPv4. Nothing is
 * guessed: `127.1`, `010.0.0.1`, a blank before or after, a port of `+80` or `080` are errors.
 *
 * @param defaults - the port of a text that has none; with one, an IPv6 address may also stand bare, without port or brackets
 * @throws ArgumentError if the text is no address; the message says what was expected
 * @example
 * ```ts
 * parseAddress('[2001:DB8::0:1]:8333'); // { host: '2001:db8::1', port: 8333 }
 * parseAddress('Example.com.', { port: 80 }); // { host: 'example.com', port: 80 }
 * ```
 */
export const parseAddress = (text: string, defaults: AddressDefaults = {}): Address => {
  if (typeof text !== 'string' || text.length > longest) return refuse('an address, as in `example.com:8333`', text);
  // `lines.map(parseAddress)` hands over an index.
  if (typeof defaults !== 'number') expectKnown(defaults, ['port'], 'default');
  const { port } = defaults;
  if (port !== undefined && !isPort(port))
    return refuse('the default `port` to be a whole number from 1 to 65535', port);
  const [, bracketed, after] = /^\[([^\]]*)\](?::(.*))?$/s.exec(text) ?? [];
  if (bracketed !== undefined) return { host: parseIpv6(bracketed, text), port: parsePort(after, port, text) };
  const [name = '', digits, ...more] = text.split(':');
  if (more.length === 0) return { host: parseName(name, text), port: parsePort(digits, port, text) };
  return port === undefined || text.startsWith('[')
    ? refuse('one colon before a port, or an IPv6 address in brackets, as in `[2001:db8::1]:8333`', text)
    : { host: parseIpv6(text, text), port };
};

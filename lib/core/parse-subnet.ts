import ipaddr from 'ipaddr.js';
import { canonicalIpv6 } from './canonical-ipv6.js';
import { ArgumentError } from './errors.js';
import { firstBits } from './first-bits.js';
import { ipGroups } from './ip-groups.js';
import { parseHost } from './parse-host.js';
import { show } from './show.js';

/** A network of IP addresses, a single one, or a name. */
export interface Subnet {
  /** The first address of the network, or the name, in its canonical spelling. */
  readonly host: string;
  /** How many bits of the address all of the network have in common: 0 to 32, of IPv6 to 128. A name has none. */
  readonly prefix?: number;
}

/** A name of 253 characters, its last dot and a prefix, or an IPv6 address with a zone: anything longer is not looked at. */
const longest = 260;

const refuse = (expected: string, text: unknown): never => {
  throw new ArgumentError(`Expected ${expected}, got ${show(text)}`);
};

const hostOf = (written: string, text: string): string => {
  if (written.includes(':')) {
    return (canonicalIpv6(written) ?? refuse('an IPv6 address before the prefix', text)).replace(/%.*/s, '');
  }
  const parsed = parseHost(written);
  return 'host' in parsed ? parsed.host : refuse(parsed.expected, text);
};

const prefixOf = (digits: string, min: number, max: number, text: string): number => {
  const prefix = /^(?:0|[1-9][0-9]{0,2})$/.test(digits) ? Number(digits) : -1;
  return prefix >= min && prefix <= max ? prefix : refuse(`a prefix from ${min} to ${max}`, text);
};

const textOf = (groups: readonly number[]): string =>
  groups.length === 8
    ? new ipaddr.IPv6([...groups]).toRFC5952String()
    : groups.flatMap((group) => [group >> 8, group & 0xff]).join('.');

/**
 * Returns the subnet that a text names: `192.0.2.0/24`, `2001:db8::/32`; a single address, `192.0.2.7`, which is
 * `192.0.2.7/32`; or a name, which is a subnet of its own: `example.com`, `….onion`, `….i2p`. `formatSubnet` is its
 * inverse.
 *
 * Bits of the host are cleared: `192.0.2.7/24` is `192.0.2.0/24`. IPv4-mapped IPv6 is IPv4: `::ffff:192.0.2.0/120` is
 * `192.0.2.0/24`, and a prefix of less than 96 is refused there, since it would be IPv6 and hardly what is meant. A zone is
 * dropped. Names and texts of addresses are those that `parseAddress` takes, without brackets. Nothing is guessed: `10/8`,
 * `010.0.0.0/8`, `10.0.0.0/255.0.0.0`, `10.0.0.0/08` are errors.
 *
 * @throws ArgumentError if the text names no subnet; the message says what was expected
 * @example
 * ```ts
 * parseSubnet('192.0.2.7/24'); // { host: '192.0.2.0', prefix: 24 }
 * parseSubnet('2001:DB8::1'); // { host: '2001:db8::1', prefix: 128 }
 * parseSubnet('Example.com.'); // { host: 'example.com' }
 * ```
 *
 * Source: RFC 4632 and RFC 4291 for the notation.
 */
export const parseSubnet = (text: string): Subnet => {
  if (typeof text !== 'string' || text.length > longest) return refuse('a subnet, as in `192.0.2.0/24`', text);
  const [written = '', digits, ...more] = text.split('/');
  if (more.length > 0) return refuse('one prefix, as in `192.0.2.0/24`', text);
  const host = hostOf(written, text);
  const groups = ipGroups(host);
  if (!groups) return digits === undefined ? { host } : refuse('a name without a prefix', text);
  const bits = 16 * groups.length;
  if (digits === undefined) return { host, prefix: bits };
  const beyond = bits === 32 && written.includes(':') ? 96 : 0;
  const prefix = prefixOf(digits, beyond, beyond + bits, text) - beyond;
  return { host: textOf(firstBits(groups, prefix)), prefix };
};

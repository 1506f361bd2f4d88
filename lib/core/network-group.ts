import type { Address } from './address.js';
import { canonicalHost } from './canonical-host.js';
import { ipBytes } from './ip-bytes.js';
import { isRoutable } from './is-routable.js';
import { networkOf } from './network-of.js';

const hex = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

const starts = (bytes: readonly number[], start: string): boolean => hex(bytes).startsWith(start);

/** The IPv4 address that an IPv6 address stands for: 6to4 (RFC 3964), Teredo (RFC 4380), NAT64 (RFC 6052) or SIIT (RFC 6145). */
const embedded = (bytes: readonly number[]): readonly number[] | undefined => {
  if (starts(bytes, '2002')) return bytes.slice(2, 6);
  if (starts(bytes, '20010000')) return bytes.slice(12).map((byte) => byte ^ 0xff);
  const translated = starts(bytes, '0064ff9b0000000000000000') || starts(bytes, '0000000000000000ffff0000');
  return translated ? bytes.slice(12) : undefined;
};

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first four bits of a name in base 32, of which each letter holds five. */
const fourBits = (name: string): string => (alphabet.indexOf(name.charAt(0)) >> 1).toString(16);

const isLocal = (bytes: readonly number[]): boolean =>
  bytes.length === 4 ? bytes[0] === 127 || bytes[0] === 0 : hex(bytes) === '1'.padStart(32, '0');

const groupOfIp = (bytes: readonly number[], host: string): string => {
  if (isLocal(bytes)) return 'local';
  if (!isRoutable(host)) return 'unroutable';
  const ipv4 = bytes.length === 4 ? bytes : embedded(bytes);
  if (ipv4) return `ipv4:${ipv4.slice(0, 2).join('.')}`;
  const digits = hex(bytes);
  if (bytes[0] === 0xfc) return `cjdns:${digits.slice(2, 3)}`;
  return `ipv6:${digits.slice(0, digits.startsWith('20010470') ? 9 : 8)}`;
};

/**
 * Returns the network that an address counts as part of, where one wants peers that do not all belong to the same hand: the
 * first 16 bits of IPv4, 32 of IPv6 (36 of Hurricane Electric's 2001:470::/32, who gives such to anybody), 4 of Tor, I2P and
 * CJDNS. IPv6 that stands for IPv4 (mapped, 6to4, Teredo, NAT64, SIIT) counts as that; all of this machine is one group, and
 * so is all that is unroutable; a name is a group by itself.
 *
 * @example
 * ```ts
 * networkGroup({ host: '11.22.33.44', port: 8333 }); // 'ipv4:11.22'
 * networkGroup({ host: '2002:b16:212c::1', port: 8333 }); // 'ipv4:11.22'
 * ```
 * Source: `NetGroupManager::GetGroup` of Bitcoin Core without an ASN map, and btcd's `addrmgr.GroupKey`.
 */
export const networkGroup = ({ host }: Address): string => {
  const bytes = ipBytes(host);
  if (bytes) return groupOfIp(bytes, host);
  const name = canonicalHost(host);
  if (!isRoutable(name)) return 'local';
  const network = networkOf(name);
  return network === 'name' ? `name:${name}` : `${network}:${fourBits(name)}`;
};

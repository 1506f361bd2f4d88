import ipaddr from 'ipaddr.js';
import { canonicalHost } from './canonical-host.js';
import { canonicalIp } from './canonical-ip.js';
import { parseHost } from './parse-host.js';

const { IPv4, IPv6 } = ipaddr;

const unroutable4 = [
  '0.0.0.0/8', // this network, RFC 1122
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], // private, RFC 1918
  '100.64.0.0/10', // shared by a carrier's customers, RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122
  '169.254.0.0/16', // the link's own, RFC 3927
  ...['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'], // documentation, RFC 5737
  '198.18.0.0/15', // benchmarks, RFC 2544
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved, RFC 1112; the broadcast address is the last of it
].map((range) => IPv4.parseCIDR(range));

const unroutable6 = [
  ...['::/128', '::1/128'], // unspecified, loopback, RFC 4291
  ...['2001:10::/28', '2001:20::/28'], // ORCHID, RFC 4843 and RFC 7343
  '2001:db8::/32', // documentation, RFC 3849
  'fc00::/7', // unique local, RFC 4193
  'fe80::/10', // the link's own, RFC 4291
  'ff00::/8', // multicast, RFC 4291
].map((range) => IPv6.parseCIDR(range));

const local = /(?:^|\.)localhost$/;

/** A name has no range: it counts as routable, unless it is this machine's own. Onion and I2P names are names, too. */
const isRoutableName = (host: string): boolean => 'host' in parseHost(host) && !local.test(canonicalHost(host));

/**
 * Returns whether `host` may be reached from anywhere, going by its range: an IP address is unless it is private, local to a
 * machine, a link or a carrier, multicast, reserved or made for documentation. Onion, I2P and DNS names are, but for
 * `localhost`; what is no host is not. An IPv4-mapped IPv6 address is the IPv4 address.
 *
 * @example
 * ```ts
 * isRoutable('192.168.1.7'); // false
 * isRoutable('2600::1'); // true
 * ```
 * Source: Bitcoin Core, `CNetAddr::IsRoutable`, and with it RFC 1918, 2544, 3849, 3927, 4193, 4291, 4843, 5737, 6598, 7343;
 * besides these multicast and what is reserved.
 */
export const isRoutable = (host: string): boolean => {
  const ip = canonicalIp(host);
  if (ip === undefined) return typeof host === 'string' && isRoutableName(host);
  if (!ip.includes(':')) {
    const address = IPv4.parse(ip);
    return !unroutable4.some((range) => address.match(range));
  }
  const address = IPv6.parse(ip);
  return !unroutable6.some((range) => address.match(range));
};

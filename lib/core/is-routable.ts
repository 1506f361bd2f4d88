import { canonicalHost } from './canonical-host.js';
import { ipBytes } from './ip-bytes.js';
import { parseHost } from './parse-host.js';

type Range = readonly [bytes: readonly number[], bits: number];

const unroutable4: readonly Range[] = [
  [[0], 8], // this network, RFC 1122
  [[10], 8], // private, RFC 1918
  [[100, 64], 10], // shared by a carrier's customers, RFC 6598
  [[127], 8], // loopback, RFC 1122
  [[169, 254], 16], // the link's own, RFC 3927
  [[172, 16], 12],
  [[192, 0, 2], 24], // documentation, RFC 5737
  [[192, 168], 16],
  [[198, 18], 15], // benchmarks, RFC 2544
  [[198, 51, 100], 24],
  [[203, 0, 113], 24],
  [[224], 4], // multicast, RFC 5771
  [[240], 4], // reserved, RFC 1112; the broadcast address is the last of it
];

const unroutable6: readonly Range[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 127], // unspecified and loopback, RFC 4291
  [[0x20, 0x01, 0x0d, 0xb8], 32], // documentation, RFC 3849
  [[0x20, 0x01, 0x00, 0x10], 28], // ORCHID, RFC 4843
  [[0x20, 0x01, 0x00, 0x20], 28], // ORCHID, RFC 7343
  [[0xfd], 8], // unique local, RFC 4193; fc00::/8 is that of CJDNS
  [[0xfe, 0x80], 10], // the link's own, RFC 4291
  [[0xff], 8], // multicast, RFC 4291
];

const within = (bytes: readonly number[], [start, bits]: Range): boolean => {
  for (let i = 0, left = bits; left > 0; i += 1, left -= 8) {
    const mask = left >= 8 ? 0xff : 0xff & (0xff << (8 - left));
    if (((bytes[i] ?? 0) & mask) !== ((start[i] ?? 0) & mask)) return false;
  }
  return true;
};

const local = /(?:^|\.)localhost$/;

/** A name has no range: it counts as routable, unless it is this machine's own. Onion and I2P names are names, too. */
const isRoutableName = (host: string): boolean => 'host' in parseHost(host) && !local.test(canonicalHost(host));

/**
 * Returns whether `host` may be reached from anywhere, going by its range: an IP address is unless it is private, local to a
 * machine, a link or a carrier, multicast, reserved or made for documentation. Onion, I2P and DNS names are, but for
 * `localhost`; what is no host is not. An IPv4-mapped IPv6 address is the IPv4 address; those of CJDNS (fc00::/8) are.
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
  if (typeof host !== 'string') return false;
  const bytes = ipBytes(host);
  if (!bytes) return isRoutableName(host);
  return !(bytes.length === 4 ? unroutable4 : unroutable6).some((range) => within(bytes, range));
};

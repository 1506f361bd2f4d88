import { canonicalHost } from './canonical-host.js';
import { ipBytes } from './ip-bytes.js';

type Range = readonly [bytes: readonly number[], bits: number];

const unroutable4: readonly Range[] = [
  [[0], 8], // "this network", RFC 1122
  [[10], 8], // private, RFC 1918
  [[100, 64], 10], // shared, RFC 6598
  [[127], 8], // loopback
  [[169, 254], 16], // link-local, RFC 3927
  [[172, 16], 12],
  [[192, 0, 2], 24], // documentation, RFC 5737
  [[192, 168], 16],
  [[198, 18], 15], // benchmarks, RFC 2544
  [[198, 51, 100], 24],
  [[203, 0, 113], 24],
  [[255, 255, 255, 255], 32], // broadcast
];

const unroutable6: readonly Range[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 127], // unspecified and loopback
  [[0x20, 0x01, 0x0d, 0xb8], 32], // documentation, RFC 3849
  [[0x20, 0x01, 0x00, 0x10], 28], // ORCHID, RFC 4843
  [[0x20, 0x01, 0x00, 0x20], 28], // ORCHIDv2, RFC 7343
  [[0xfd], 8], // unique local, RFC 4193; fc00::/8 is that of CJDNS
  [[0xfe, 0x80], 64], // link-local, RFC 4862
];

const within = (bytes: readonly number[], [start, bits]: Range): boolean => {
  for (let i = 0, left = bits; left > 0; i += 1, left -= 8) {
    const mask = left >= 8 ? 0xff : 0xff & (0xff << (8 - left));
    if (((bytes[i] ?? 0) & mask) !== ((start[i] ?? 0) & mask)) return false;
  }
  return true;
};

/**
 * Returns whether a host may be reached over the public networks: no loopback, private, link-local, shared or documentation
 * address, nor one that stands for no host. Onion and I2P names may, and so may other names, but for `localhost`.
 *
 * Source: `CNetAddr::IsRoutable` of Bitcoin Core, with the reachability of CJDNS taken for granted.
 */
export const isRoutable = (host: string): boolean => {
  const bytes = ipBytes(host);
  if (bytes) return !(bytes.length === 4 ? unroutable4 : unroutable6).some((range) => within(bytes, range));
  return !/^(|.*[:[\]%].*|(.*\.)?localhost)$/s.test(canonicalHost(host));
};

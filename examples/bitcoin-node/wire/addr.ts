import { fromIpMapped, toIp } from './ip.js';
import { gossipNetworkOf } from './networks.js';
import type { SightingCodec } from './sightings.js';

const isPlain = (host: string): boolean => {
  const network = gossipNetworkOf(host);
  return network === 'ipv4' || network === 'ipv6';
};

/**
 * An address of `addr`: services, 16 bytes of IP, port. Only IPv4 and IPv6 have room in it; others are not written, and what
 * stands there for others is ignored.
 *
 * Source: Bitcoin wiki, "Protocol documentation"; BIP 155.
 */
export const addr: SightingCodec = {
  read: (reader, seen) => {
    const services = reader.u64();
    const host = toIp(reader.bytes(16));
    const port = reader.port();
    return isPlain(host) ? { host, port, seen, services } : undefined;
  },
  write: ({ host, port, services = 0n }) =>
    isPlain(host) ? (writer) => writer.u64(services).bytes(fromIpMapped(host)).port(port) : undefined,
};

import { gossipNetworkOf, networks } from './networks.js';
import type { SightingCodec } from './sightings.js';

/** In bytes, whatever the network. */
const longest = 512;

/**
 * An address of `addrv2`: services, network, an address as long as it is in that network, port. Ignored are Tor v2, networks
 * that nobody knows, and what is of another network than it says: IPv4, CJDNS and Tor v2 as IPv6, and what is not fc00::/8
 * as CJDNS. A wrong length is an error. Not written are names, and onion names with a wrong checksum.
 *
 * Source: BIP 155; for IPv4 as IPv6 Bitcoin Core.
 */
export const addrV2: SightingCodec = {
  read: (reader, seen) => {
    const services = reader.compact();
    const id = reader.u8();
    const bytes = reader.bytes(reader.count(longest, 'bytes of an address'));
    const port = reader.port();
    const network = networks.find((one) => one.id === id);
    if (network && network.length !== bytes.length) {
      reader.refuse(`an address of ${bytes.length} bytes in network ${id}, where they have ${network.length}`);
    }
    const host = network?.hosts?.read(bytes);
    return host !== undefined && gossipNetworkOf(host) === network?.hosts?.name
      ? { host, port, seen, services }
      : undefined;
  },
  write: ({ host, port, services = 0n }) => {
    const name = gossipNetworkOf(host);
    const network = name && networks.find(({ hosts }) => hosts?.name === name);
    const bytes = network?.hosts?.write(host);
    return (
      network &&
      bytes &&
      ((writer) => writer.compact(services).u8(network.id).compact(bytes.length).bytes(bytes).port(port))
    );
  },
};

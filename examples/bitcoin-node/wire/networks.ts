import { networkOf, type NetworkName } from 'rx-connmgr';
import { fromBase32, toBase32 } from './base32.js';
import { fromIp, toIp } from './ip.js';
import { fromOnion, toOnion } from './onion.js';

/** One network of BIP 155. */
export interface Network {
  readonly id: number;
  /** How many bytes its addresses have. */
  readonly length: number;
  /** Its name, and how hosts of it are written. Those of networks that are out of use, or not ours, have none. */
  readonly hosts?: {
    readonly name: NetworkName;
    readonly read: (bytes: Uint8Array) => string;
    readonly write: (host: string) => Uint8Array | undefined;
  };
}

const i2p = '.b32.i2p';

/** The networks that there are. Source: BIP 155. */
export const networks: readonly Network[] = [
  { id: 1, length: 4, hosts: { name: 'ipv4', read: toIp, write: fromIp } },
  { id: 2, length: 16, hosts: { name: 'ipv6', read: toIp, write: fromIp } },
  { id: 3, length: 10 }, // Tor v2, out of use
  { id: 4, length: 32, hosts: { name: 'onion', read: toOnion, write: fromOnion } },
  {
    id: 5,
    length: 32,
    hosts: {
      name: 'i2p',
      read: (hash) => toBase32(hash) + i2p,
      write: (host) => fromBase32(host.slice(0, -i2p.length)),
    },
  },
  { id: 6, length: 16, hosts: { name: 'cjdns', read: toIp, write: fromIp } },
  { id: 7, length: 16 }, // Yggdrasil
];

/** What Tor v2 names and names of DNS seeds were, within IPv6. */
const disguised = /^fd(?:87:d87e:eb43|6b:88c0:8724):/;

/**
 * Returns the network of a host, if it is one that peers tell each other of under that name: neither a DNS name, nor IPv6
 * that stands for something else.
 */
export const gossipNetworkOf = (host: string): NetworkName | undefined => {
  const name = networkOf(host);
  return name === 'name' || disguised.test(host) ? undefined : name;
};

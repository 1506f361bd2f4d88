import { canonicalHost } from './canonical-host.js';
import { ipBytes } from './ip-bytes.js';

/** All of {@link NetworkName}. */
export const networkNames = ['ipv4', 'ipv6', 'onion', 'i2p', 'cjdns', 'name'] as const;

/** The networks that an address may be in; a name that has to be resolved is in one of its own. */
export type NetworkName = (typeof networkNames)[number];

const onion = /^[2-7a-z]{56}\.onion$/;
const i2p = /^[2-7a-z]{52}\.b32\.i2p$/;

/**
 * Returns the network of a host: `onion` for an onion name of version 3, `i2p` for a `.b32.i2p` name, `cjdns` for an IPv6
 * address of fc00::/8, `ipv4` (also where IPv6 is a mapped IPv4), `ipv6`, and `name` for everything else.
 *
 * @example
 * ```ts
 * networkOf('192.0.2.1'); // 'ipv4'
 * networkOf('fc32:17ea:e415:c3bf:9808:149d:b5a2:c9aa'); // 'cjdns'
 * ```
 */
export const networkOf = (host: string): NetworkName => {
  const bytes = ipBytes(host);
  if (bytes) return bytes.length === 4 ? 'ipv4' : bytes[0] === 0xfc ? 'cjdns' : 'ipv6';
  const name = canonicalHost(host);
  return onion.test(name) ? 'onion' : i2p.test(name) ? 'i2p' : 'name';
};

import { canonicalHost } from './canonical-host.js';
import { ArgumentError } from './errors.js';
import { formatSubnet } from './format-subnet.js';
import { ipGroups } from './ip-groups.js';
import { parseSubnet } from './parse-subnet.js';
import { show } from './show.js';

/**
 * Whether a subscriber is given whole networks of such addresses: those of global unicast, but for Teredo's, where the
 * first half of the address is that of a server. Elsewhere strangers share it: link-local, NAT64, cjdns, OnionCat.
 */
const isOwnedByNetwork = ([first = 0, second = 0]: readonly number[]): boolean =>
  first >> 13 === 1 && !(first === 0x2001 && second === 0);

/**
 * Returns the text of the subnet that answers for what a host does: an IPv4 address and a name for themselves, an IPv6
 * address for the network of `ipv6Prefix` bits that its owner has at least. Spelling, brackets and zone do not count, and
 * IPv4-mapped IPv6 is IPv4.
 *
 * @throws ArgumentError if it is no host
 *
 * Source: RFC 6177 for what a subscriber is given, RFC 4291 for global unicast, RFC 4380 for Teredo.
 */
export const scoredSubnet = (host: string, ipv6Prefix: number): string => {
  const canonical = canonicalHost(host).replace(/%.*/s, '');
  if (canonical.includes('/')) throw new ArgumentError(`Expected a host, not a network, got ${show(host)}`);
  const groups = canonical.includes(':') ? ipGroups(canonical) : undefined;
  const wide = groups !== undefined && isOwnedByNetwork(groups);
  return formatSubnet(parseSubnet(wide ? `${canonical}/${ipv6Prefix}` : canonical));
};

import { ipGroups } from './ip-groups.js';

/**
 * Returns the text of the network that a canonical host is in: of IPv4 the first 24 bits, of IPv6 the first 64. What is no
 * IP address is a network of its own.
 *
 * Source: RFC 4291, section 2.5.4: a site has at least 64 of the 128 bits to itself.
 */
export const prefixOf = (host: string): string => {
  const groups = ipGroups(host);
  if (!groups) return host;
  if (groups.length === 2) return `${host.slice(0, host.lastIndexOf('.'))}.0/24`;
  const site = groups.slice(0, 4).map((group) => group.toString(16));
  return `${site.join(':')}::/64`;
};

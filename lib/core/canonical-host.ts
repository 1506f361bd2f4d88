import { canonicalIpv6 } from './canonical-ipv6.js';

/** Canonical as it stands: IPv4 as it is written, or a name in lower case without a last dot. */
const plain = /^[-.0-9_a-z]*[-0-9_a-z]$/;

/**
 * Returns the one spelling of a host: a name in lower case without the last dot, IPv6 as {@link canonicalIpv6} writes it,
 * without brackets. Judges nothing: what is no host is returned as it is, in lower case.
 */
export const canonicalHost = (host: string): string => {
  if (plain.test(host)) return host;
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (bare.includes(':')) return canonicalIpv6(bare) ?? bare.toLowerCase();
  return (host.endsWith('.') ? host.slice(0, -1) : host).toLowerCase();
};

import ipaddr from 'ipaddr.js';
import { canonicalIpv6 } from './canonical-ipv6.js';

/**
 * Returns the one text of an IP address without brackets, or `undefined` if `text` is none: IPv4 in four decimal numbers,
 * IPv6 as {@link canonicalIpv6} writes it. With a colon in it, it is IPv6. Nothing is guessed: `1`, `127.1` and `010.0.0.1`
 * are none.
 */
export const canonicalIp = (text: unknown): string | undefined => {
  if (typeof text !== 'string') return undefined;
  if (text.includes(':')) return canonicalIpv6(text);
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? text : undefined;
};

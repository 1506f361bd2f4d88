import ipaddr from 'ipaddr.js';
import { canonicalHost } from './canonical-host.js';

const { IPv4, IPv6 } = ipaddr;

const ipv6Bytes = (text: string): readonly number[] | undefined => {
  try {
    return IPv6.parse(text).toByteArray();
  } catch {
    return undefined;
  }
};

/**
 * Returns the bytes of an IP address, in any spelling and with or without a zone: four of an IPv4 or an IPv4-mapped one,
 * sixteen of an IPv6 one. `undefined` for whatever is no IP address.
 */
export const ipBytes = (host: string): readonly number[] | undefined => {
  const canonical = canonicalHost(host);
  if (canonical.includes(':')) return ipv6Bytes(canonical.replace(/%.*/s, ''));
  return IPv4.isValidFourPartDecimal(canonical) ? canonical.split('.').map(Number) : undefined;
};

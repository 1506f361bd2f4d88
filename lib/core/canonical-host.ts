import ipaddr from 'ipaddr.js';

/** What needs no second look: IPv4 as it is written, or a name in lower case. */
const plain = /^[0-9a-z-]+(?:\.[0-9a-z-]+)*$/;

/**
 * Returns the one spelling of a host: names in lower case without the last dot, IPv6 as RFC 5952 writes it, an
 * IPv4-mapped IPv6 address as IPv4. What is no host is returned as it is.
 */
export const canonicalHost = (host: string): string => {
  if (plain.test(host)) return host;
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (!bare.includes(':')) return bare.toLowerCase().replace(/\.$/, '');
  const [address = '', zone] = bare.split('%', 2);
  if (!ipaddr.IPv6.isValid(address)) return bare;
  const v6 = ipaddr.IPv6.parse(address);
  if (v6.isIPv4MappedAddress()) return v6.toIPv4Address().toString();
  return zone === undefined ? v6.toRFC5952String() : `${v6.toRFC5952String()}%${zone}`;
};

import ipaddr from 'ipaddr.js';

const { IPv4, IPv6 } = ipaddr;

const ipv6Groups = (host: string): readonly number[] | undefined => {
  if (host.includes('.')) return undefined; // ipaddr.js takes octal for a dotted end, and no canonical text has one
  try {
    return IPv6.parse(host).parts;
  } catch {
    return undefined;
  }
};

/**
 * Returns the groups of 16 bits that a canonical IP address consists of, the highest first: two of IPv4, eight of IPv6. Of
 * what is no IP address, `undefined`.
 */
export const ipGroups = (host: string): readonly number[] | undefined => {
  if (host.includes(':')) return ipv6Groups(host);
  // of a name, ipaddr.js makes an error first, which costs more than all the rest
  if (!/^[0-9.]+$/.test(host) || !IPv4.isValidFourPartDecimal(host)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = IPv4.parse(host).octets;
  return [(a << 8) | b, (c << 8) | d];
};

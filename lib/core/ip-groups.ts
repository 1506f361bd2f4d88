import ipaddr from 'ipaddr.js';

const { IPv6 } = ipaddr;

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
/** Not ipaddr.js, which takes ten times as long: each look at a list of bans begins here. */
const quad = new RegExp(`^${octet}\\.${octet}\\.${octet}\\.${octet}$`);

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
  const [text, a, b, c, d] = quad.exec(host) ?? [];
  return text === undefined ? undefined : [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)];
};

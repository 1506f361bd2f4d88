import ipaddr from 'ipaddr.js';
import { canonicalHost } from '../canonical-host.js';
import { show } from '../show.js';
import { SocksError } from './socks-error.js';

/** What may stand for a type of address. */
export const addressType = { ipv4: 1, name: 3, ipv6: 4 } as const;

/** No blank, no control character, nothing beyond ASCII: names in other scripts travel as `xn--…`. */
const speakable = /^[!-~]+$/;

/** Empty, or empty at its end: one last dot is gone by then. */
const endless = /(?:^|\.)$/;

const refuse = (expected: string, host: unknown): never => {
  throw new SocksError('host', `Expected ${expected}, got ${show(host)}`);
};

/**
 * Returns a host as SOCKS writes it: the type of address, then 4 bytes of IPv4, 16 of IPv6, or a length and a name. An
 * IPv4-mapped IPv6 address is the IPv4 address, as everywhere; whatever is no address is a name.
 *
 * Source: RFC 1928, section 5.
 *
 * @throws SocksError `host` if it cannot be written so: it is empty, longer than 255 bytes, not ASCII, or has a zone
 */
export const encodeHost = (host: string): Uint8Array => {
  if (typeof host !== 'string') return refuse('a host', host);
  const canonical = canonicalHost(host);
  const { IPv4, IPv6 } = ipaddr;
  if (IPv4.isValidFourPartDecimal(canonical)) {
    return Uint8Array.of(addressType.ipv4, ...IPv4.parse(canonical).toByteArray());
  }
  if (canonical.includes(':')) {
    if (canonical.includes('%') || !IPv6.isValid(canonical)) return refuse('an IPv6 address without a zone', host);
    return Uint8Array.of(addressType.ipv6, ...IPv6.parse(canonical).toByteArray());
  }
  // On what was given: there are letters beyond ASCII whose lower case is within.
  if (!speakable.test(host) || endless.test(canonical)) return refuse('a host name in ASCII', host);
  if (canonical.length > 255) return refuse('a host of up to 255 bytes', host);
  return Uint8Array.of(addressType.name, canonical.length, ...new TextEncoder().encode(canonical));
};

/** Returns the host that 4 or 16 bytes, or a name without its length, are the SOCKS spelling of. */
export const decodeHost = (type: number, bytes: Uint8Array): string =>
  type === addressType.name
    ? canonicalHost(String.fromCharCode(...bytes))
    : canonicalHost(ipaddr.fromByteArray([...bytes]).toString());

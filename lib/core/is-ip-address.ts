import ipaddr from 'ipaddr.js';
import { canonicalIpv6 } from './canonical-ipv6.js';

/** Returns whether a host is an IP address: IPv4 in four decimal numbers, or IPv6 without brackets. */
export const isIpAddress = (host: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(host) || (host.includes(':') && canonicalIpv6(host) !== undefined);

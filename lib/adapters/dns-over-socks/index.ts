// rx-connmgr/dns-over-socks: needs the package dns-packet.
export { DnsError, isDnsError, type DnsErrorCode } from './dns-error.js';
export { dnsOverSocks, type DnsOverSocksOptions } from './dns-over-socks.js';

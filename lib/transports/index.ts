// rx-connmgr/node: the transports of Node.
export type { TcpOptions } from './tcp-options.js';
export { dnsLookup } from './dns-lookup.js';
export type { DnsLookupOptions } from './dns-lookup-options.js';
export { tcp } from './tcp.js';
export { tls, type TlsOptions } from './tls.js';

/// <reference lib="esnext.disposable" preserve="true" />
// rx-connmgr/node: the transports of Node.
export { ListenError, isListenError } from '../core/listen-error.js';
export { listen } from './listen.js';
export type { ListenOptions } from './listen-options.js';
export { fileStore, type FileStore, type FileStoreOptions } from './file-store.js';
export type { TcpOptions } from './tcp-options.js';
export { dnsLookup } from './dns-lookup.js';
export type { DnsLookupOptions } from './dns-lookup-options.js';
export { tcp } from './tcp.js';
export { tls, type TlsOptions } from './tls.js';

// Proxies and Tor
export { converse } from './converse.js';
export { socks5, type Socks5Options } from './socks5.js';
export { socksConnect } from './socks-connect.js';
export type { SocksOptions } from './socks-options.js';
export { torLookup, type TorLookupOptions } from './tor-lookup.js';
export { torReverseLookup } from './tor-reverse-lookup.js';

// For tracers and monitors
export { diagnostics, type DiagnosticsMessage, type DiagnosticsOptions, type DialTrace } from './diagnostics.js';

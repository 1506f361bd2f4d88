/// <reference lib="esnext.disposable" preserve="true" />
// rx-connmgr/node: the transports of Node.
export { fileStore, type FileStore, type FileStoreOptions } from './file-store.js';
export type { TcpOptions } from './tcp-options.js';
export { tcp } from './tcp.js';
export { tls, type TlsOptions } from './tls.js';

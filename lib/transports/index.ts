// rx-connmgr/node: the transports of Node.
export type { TcpOptions } from './tcp-options.js';
export { tcp } from './tcp.js';
export { tls, type TlsOptions } from './tls.js';

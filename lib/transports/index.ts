// rx-connmgr/node: the transports of Node.
export { ListenError, isListenError } from '../core/listen-error.js';
export { listen } from './listen.js';
export type { ListenOptions } from './listen-options.js';
export type { TcpOptions } from './tcp-options.js';
export { tcp } from './tcp.js';
export { tls, type TlsOptions } from './tls.js';

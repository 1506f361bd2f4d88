import type { Socket } from 'node:net';
import type { Address } from '../core/address.js';
import { expectKnown } from '../core/check.js';
import type { Dial } from '../core/dial.js';
import { expectDialable } from './expect-dialable.js';
import { idleLimit } from './idle-limit.js';
import { socksConnection } from './socks-connection.js';
import { socksOptionNames, socksSettings, type SocksOptions } from './socks-options.js';
import { tcpOptionNames, tcpSettings, type TcpOptions } from './tcp-options.js';
import { tcp } from './tcp.js';

/** The options of {@link socks5}. Those of `tcp` are about the connection to the proxy, but for `idle`. */
export interface Socks5Options extends SocksOptions, TcpOptions {
  /** Where the proxy is. Tor listens on port 9050 of 127.0.0.1, the Tor Browser on 9150. */
  readonly proxy: Address;
}

/**
 * Returns a dial of sockets through a SOCKS 5 proxy such as Tor: to IPv4, IPv6, host names and onion names. It is
 * {@link tcp} to the proxy, then `socksConnect`.
 *
 * ```
 * reached, later closed by the peer      ------s-----|
 * the peer refuses                       ------#          SocksError refused, status 5
 * the proxy is not there                 ---#             SocksError proxy: charged to no address
 * ```
 *
 * A name goes to the proxy as it is: the system's resolver never sees one, but that of the proxy itself. Errors are those of
 * `socksConnect` until there is a connection, then those of `tcp`. The addresses of the socket are those of its
 * connection to the proxy. `idle` counts from the connection to the peer on.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * const dial = socks5({ proxy: { host: '127.0.0.1', port: 9050 }, isolate: true });
 * const manager = new ConnectionManager({ dial, addresses });
 * ```
 */
export const socks5 = (options: Socks5Options): Dial<Address, Socket> => {
  expectKnown(options, ['proxy', ...socksOptionNames, ...tcpOptionNames]);
  const { proxy, keepAlive, noDelay, localAddress, family } = options;
  const { idle } = tcpSettings(options);
  const settings = socksSettings(options);
  expectDialable(proxy);
  const proxy$ = tcp({ keepAlive, noDelay, localAddress, family })(proxy);
  return (address) => proxy$.pipe(socksConnection(address, settings), idleLimit(idle));
};

import type { Duplex } from 'node:stream';
import type { OperatorFunction } from 'rxjs';
import type { Address } from '../core/address.js';
import { expectKnown } from '../core/check.js';
import { socksConnection } from './socks-connection.js';
import { socksOptionNames, socksSettings, type SocksOptions } from './socks-options.js';

/**
 * Returns an operator from a connection to a SOCKS 5 proxy to one to `address`, which the proxy makes: IPv4, IPv6, a host
 * name, an onion name. It is the same socket, after the handshake; what the peer says at once is still in it.
 *
 * ```
 * proxy$                    --s--------|
 * signing in, answered      --1--2
 * socksConnect(address)     -----s-----|
 * ```
 *
 * A proxy is a dial like any other, so this makes proxies behind TLS, and chains of them: see the example.
 *
 * The stream errors with a `SocksError` if there is no connection: `proxy` if the proxy cannot be reached (the `cause`
 * is why) or breaks off before it knows what we want, `protocol`, `method`, `auth`, `closed`, `host`, or what the status of
 * its answer means; with a `ConnectionError` `timeout` if it takes too long; with an `ArgumentError` if there can be no such
 * address. What breaks the connection later is told as it is.
 *
 * Source: RFC 1928, RFC 1929.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * tls()(first).pipe(socksConnect(second), socksConnect({ host: 'example.com', port: 80 }));
 * ```
 */
export const socksConnect = <S extends Duplex>(
  address: Address,
  options: SocksOptions = {},
): OperatorFunction<S, S> => {
  expectKnown(options, socksOptionNames);
  return socksConnection(address, socksSettings(options));
};

import { connect, type Socket } from 'node:net';
import type { Address } from '../core/address.js';
import { expectKnown } from '../core/check.js';
import type { Dial } from '../core/dial.js';
import { expectDialable } from './expect-dialable.js';
import { socketLife } from './socket-life.js';
import { tcpOptionNames, tcpSettings, type TcpOptions } from './tcp-options.js';

/**
 * Returns a dial of TCP sockets. Subscribing opens a socket; it is emitted when it is connected; completion means that it
 * closed in order, an error that it could not be had or broke; unsubscribing destroys it in the same turn.
 *
 * ```
 * the peer accepts, later hangs up       ---s-----|
 * the peer refuses                       ---#          ECONNREFUSED
 * the peer accepts, then falls silent    ---s-----#    timeout, if there is an `idle` limit
 * we unsubscribe                         ---s--!       destroyed
 * ```
 *
 * Errors are Node's own, with their `code` (`ECONNREFUSED`, `ECONNRESET`, `ENOTFOUND` …); a `ConnectionError` `timeout` for
 * the idle limit; a `ConnectionError` `failed` for a `.onion` host, which needs a proxy: neither a resolver nor a socket
 * is touched. A dial without an answer has no limit here: the manager sets one, and so does RxJS's `timeout({ first })`.
 *
 * A socket closes only after what it received has been read. Who has no use for the bytes says `socket.resume()`; who
 * neither reads nor resumes does not learn that the peer hung up, unless there is an `idle` limit: it covers this, too. A
 * cut cable is noticed by `keepAlive` while nothing is under way, by `idle` in any case.
 *
 * A host name is resolved by the system, anew for each dial, and its first address is dialled.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * tcp({ idle: 120_000 })({ host: '127.0.0.1', port: 8333 }).subscribe({
 *   next: (socket) => socket.on('data', (bytes) => console.log(bytes.length)),
 *   error: (error) => console.log('refused or broken', error.code),
 *   complete: () => console.log('closed'),
 * });
 * ```
 */
export const tcp = (options: TcpOptions = {}): Dial<Address, Socket> => {
  expectKnown(options, tcpOptionNames);
  const { idle, keepAlive, keepAliveInitialDelay, noDelay, localAddress, family } = tcpSettings(options);
  return (address) =>
    socketLife({
      ready: 'connect',
      idle,
      open: () => {
        expectDialable(address);
        const { host, port } = address;
        const autoSelectFamily = false; // Node's own choice of an address gives each 250 ms, then aborts it
        // Every field by its name: with a spread, whatever Node does with the options costs a quarter of the dial.
        return connect({
          host,
          port,
          family,
          autoSelectFamily,
          localAddress,
          keepAlive,
          keepAliveInitialDelay,
          noDelay,
        });
      },
    });
};

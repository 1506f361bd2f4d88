import { connect, type Socket } from 'node:net';
import type { Address } from '../core/address.js';
import { expectKnown } from '../core/check.js';
import type { Dial } from '../core/dial.js';
import { dialHosts } from './dial-hosts.js';
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
 * Errors are Node's own, with their `code` (`ECONNREFUSED`, `ECONNRESET` …); a `LookupError` for a name without addresses
 * (`ENOTFOUND` …), a `DialError` where none of several addresses can be connected to; a `ConnectionError` `timeout` for the
 * idle limit; a `ConnectionError` `failed` for a `.onion` host, which needs a proxy: neither a resolver nor a socket is
 * touched. A dial without an answer has no limit here: the manager sets one, and so does RxJS's `timeout({ first })`.
 *
 * A socket closes only after what it received has been read. Who has no use for the bytes says `socket.resume()`; who
 * neither reads nor resumes does not learn that the peer hung up, unless there is an `idle` limit: it covers this, too. A
 * cut cable is noticed by `keepAlive` while nothing is under way, by `idle` in any case.
 *
 * A host name is resolved anew for each dial, and all its addresses are raced, IPv6 and IPv4 by turns: each next one begins
 * 250 ms after the one before, or at once when one fails, and none is ended for being slow. The first to connect wins; the
 * others are destroyed in the same turn. (Node's own race gives each 250 ms, then ends it.)
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
  const { idle, keepAlive, keepAliveInitialDelay, noDelay, localAddress, race } = tcpSettings(options);
  return dialHosts(race, (host, address) =>
    socketLife({
      ready: 'connect',
      idle,
      open: () => {
        expectDialable(address);
        const { port } = address;
        // Every field by its name: with a spread, whatever Node does with the options costs a quarter of the dial.
        return connect({ host, port, localAddress, keepAlive, keepAliveInitialDelay, noDelay });
      },
    }),
  );
};

import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Observable } from 'rxjs';
import type { Address } from '../core/address.js';
import { canonicalHost } from '../core/canonical-host.js';
import type { Inbound } from '../core/inbound.js';
import { ListenError } from '../core/listen-error.js';
import { accepted } from './accepted.js';
import { listenSettings, type ListenOptions } from './listen-options.js';

/** What tells where a connection came from. A socket whose peer has left already does not. */
interface Remote {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

const addressOf = ({ remoteAddress, remotePort }: Remote): Address | undefined =>
  remoteAddress === undefined || remotePort === undefined
    ? undefined
    : { host: canonicalHost(remoteAddress), port: remotePort };

/** The lowest one that was free, which says how many are in use; -1 where the system has none. */
const descriptorOf = (socket: Socket): number =>
  (socket as unknown as { readonly _handle?: { readonly fd?: number } | null })._handle?.fd ?? -1;

/** When all that the current callback set in motion, promises included, has had its turn, and before the next callback. */
const atTheEndOfTheTurn = (act: () => void): void => queueMicrotask(() => process.nextTick(act));

/**
 * Returns the TCP connections that come in at an address, as {@link Inbound}. Subscribing listens; unsubscribing listens no
 * more. It never completes. What was accepted belongs to whoever subscribed to its `connection$`, and outlives the listener.
 *
 * ```
 * they come        --a---b---c---!
 * listen           --a---b---c---     each with its address
 * connection$ of a   s-------|        accepted, later closed by the peer
 * connection$ of b       s----------! closed by us, after the listener
 * c                          x        nobody subscribed: refused with a reset
 * ```
 *
 * - `connection$` emits the socket at once, completes when it closed in order, errors when it broke or was silent for `idle`
 *   milliseconds; unsubscribing destroys it. The notes on unread bytes of `tcp` hold here, too.
 * - Whoever is not subscribed to in the turn in which it came, promises that were waiting for it included, is refused. A
 *   later subscription errors with a `ConnectionError` `closed`, a second one with `failed`.
 * - The host of an address is in its canonical spelling: IPv4 that came in by IPv6 is IPv4.
 * - Where descriptors run short, connections are closed as they come and told to `refused`. Left to itself, the system would
 *   close them in silence.
 *
 * Errors are {@link ListenError}: the address is in use, is not ours, is not permitted; or accepting failed later on, which
 * closes the listener. `retry({ delay })` listens again.
 *
 * Several listeners are one: `merge(listen({ port }), listen({ port, host: '::1' }))`.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * listen({ port: 0, listening: ({ port }) => console.log('listening on', port) }).pipe(
 *   mergeMap(({ connection$ }) => connection$.pipe(tap((socket) => socket.pipe(socket)), catchError(() => EMPTY))),
 * ).subscribe();
 * ```
 */
export const listen = (options: ListenOptions): Observable<Inbound<Address, Socket>> => {
  const settings = listenSettings(options);
  const { address, ipv6Only, backlog, maxConnections, spare, idle, listening, refused } = settings;
  const { noDelay, keepAlive, keepAliveInitialDelay } = settings;
  return new Observable((subscriber) => {
    const server = createServer({ noDelay, keepAlive, keepAliveInitialDelay });
    server.maxConnections = maxConnections;

    const tell = () => {
      // Unsubscribed while the host was looked up.
      if (subscriber.closed) return void server.close();
      const { address: host, port } = server.address() as AddressInfo;
      listening({ host: canonicalHost(host), port });
    };
    // Whoever has left already is missed by nobody.
    const turnAway = (from: Address | undefined) => {
      if (from) refused({ address: from, reason: 'descriptors' });
    };
    const accept = (socket: Socket) => {
      // For its life: whoever has it listens, too, but not before and not after.
      socket.on('error', () => undefined);
      const from = addressOf(socket);
      const { connection$, refuse } = accepted(socket, idle);
      if (from === undefined || descriptorOf(socket) >= spare) {
        refuse();
        turnAway(from);
        return;
      }
      atTheEndOfTheTurn(refuse);
      subscriber.next({ address: from, connection$ });
    };

    server.on('listening', tell);
    server.on('error', (cause) => subscriber.error(new ListenError(address, cause)));
    server.on('connection', accept);
    server.on('drop', (data = {}) => turnAway(addressOf(data)));
    server.listen({ ...address, ipv6Only, backlog });
    return () => server.close();
  });
};

import { map, merge, of, pipe, type OperatorFunction, type Subject } from 'rxjs';
import { handshake } from 'rx-connmgr';
import { alongside } from './alongside.js';
import type { ByteSocket } from './byte-socket.js';
import { Established } from './established.js';
import { introduce } from './introduce.js';
import { Line } from './line.js';
import type { Peer } from './peer.js';
import { pinging } from './pinging.js';
import { withDefaults, type Self } from './self.js';
import type { Whom } from './whom.js';

/**
 * Returns a function that makes, for each connection, the operator from its socket to its {@link Peer}: it shakes hands, then
 * keeps the peer to the rules and looks whether it is still there. The stream lives as long as the connection does.
 *
 * ```
 * socket$         --s-------------|       --s--------------
 * messages          -v-a-m-m-               -v-a-m-v          (v)ersion, verack (a), others
 * greet(whom)     -----p----------|       -----p---#
 * ```
 *
 * The stream errors with
 * - a `ConnectionError` `handshake`, whose `cause` is a `PeerError`, a `WireError` or what broke, or `timeout` before there
 *   is a peer;
 * - a `PeerError`, a `WireError`, a `ConnectionError` `heartbeat`, or what broke, thereafter.
 *
 * `offences` says what of this is to be blamed on the peer.
 *
 * @example
 * ```ts
 * const greet = greeter({ chain: chains.mainnet, services: 0n, userAgent: '/rx-connmgr:0.1.0/' });
 * const dial: Dialler<Address, Peer> = (address, request) => tcp()(address).pipe(greet(request));
 * const inbound$ = listen({ port: 8333 }).pipe(
 *   map(({ address, connection$ }) => ({ address, connection$: connection$.pipe(greet({ address, kind: 'inbound' })) })),
 * );
 * ```
 *
 * Source: the version handshake of the protocol documentation, BIP 155, and the limits of Bitcoin Core.
 */
export const greeter = (options: Self): ((whom: Whom) => OperatorFunction<ByteSocket, Peer>) => {
  // One for all connections: that is how the two ends of one that leads back here find each other.
  const self = { ...withDefaults(options), nonces: new Map<bigint, Subject<never>>() };
  return (whom) =>
    pipe(
      alongside((socket: ByteSocket) => {
        const line = new Line(socket, self);
        // Listening first: nothing is said before somebody listens.
        return merge(line.run$, of(line));
      }),
      handshake(
        (line: Line) => introduce(line, self, whom).pipe(map((who) => new Established(line, who, self, whom))),
        { timeout: self.handshakeTimeout },
      ),
      alongside((peer: Established) => merge(peer.duties$, of(peer))),
      pinging<Established>(self),
    );
};

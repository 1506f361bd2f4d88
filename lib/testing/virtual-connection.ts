import { NEVER, defer, map, mergeMap, of, throwError, timer, type Observable, type Subscriber } from 'rxjs';
import type { Address } from '../core/address.js';
import { systemError } from './system-error.js';

/** What a virtual network connects: enough to tell connections apart, and to ask whether the peer is alive. */
export interface VirtualConnection {
  /** Where the peer is, or came from. */
  readonly address: Address;
  /** Which dial of the network made it, from 1; those of peers that dial us are counted in. */
  readonly id: number;
  /** Answers once, after the latency, unless the peer says nothing by then; errors if the connection is closed. */
  ping(): Observable<void>;
}

/** How the peer of a connection is. */
export interface Temper {
  /** Milliseconds that a ping takes this time. */
  readonly latency: () => number;
  /** Whether it says nothing. */
  readonly mute: () => boolean;
}

/** Returns a connection that is open for as long as its subscriber is. */
export const virtualConnection = (
  { address, id }: Pick<VirtualConnection, 'address' | 'id'>,
  subscriber: Subscriber<VirtualConnection>,
  { latency, mute }: Temper,
): VirtualConnection => {
  const closed$ = defer(() => throwError(() => systemError('write', 'EPIPE', address)));
  const pong$ = defer(() => (subscriber.closed ? closed$ : timer(latency()))).pipe(
    mergeMap(() => (subscriber.closed ? closed$ : mute() ? NEVER : of(undefined))),
    map(() => undefined),
  );
  return { address, id, ping: () => pong$ };
};

import { Observable } from 'rxjs';
import type { Peer } from '../peer/peer.js';
import type { NodeControl } from './node-control.js';

/** Bytes of all connections together. */
export interface Totals {
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

const sum = (all: Totals, { bytesSent, bytesReceived }: Totals): Totals => ({
  bytesSent: all.bytesSent + bytesSent,
  bytesReceived: all.bytesReceived + bytesReceived,
});

/**
 * Returns an observable of one function, which tells the bytes sent and received since the subscription: of the connections
 * that there are, and of those that there were. It follows the node until unsubscribed.
 */
export const totals = ({ events$, peers }: Pick<NodeControl, 'events$' | 'peers'>): Observable<() => Totals> =>
  new Observable((subscriber) => {
    let gone: Totals = { bytesSent: 0, bytesReceived: 0 };
    const live = new Map<number, Peer>();
    for (const { id, peer } of peers()) if (peer) live.set(id, peer);

    const events = events$.subscribe((event) => {
      if (event.type === 'established') live.set(event.id, event.connection);
      if (event.type !== 'disconnected') return;
      const peer = live.get(event.id);
      if (peer) gone = sum(gone, peer.traffic());
      live.delete(event.id);
    });
    subscriber.next(() => [...live.values()].map((peer) => peer.traffic()).reduce(sum, gone));
    return events;
  });

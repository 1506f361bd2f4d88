import type { Socket } from 'node:net';
import type { Observable } from 'rxjs';
import { ConnectionError } from '../core/errors.js';
import { socketLife } from './socket-life.js';

/** A socket that was accepted: once somebody's, or nobody's. */
export interface Accepted {
  /** The one who subscribes has the socket, and its end. */
  readonly connection$: Observable<Socket>;
  /** Resets it, unless it is somebody's. */
  readonly refuse: () => void;
}

/** Returns the connection of an accepted socket. `idle` as of `tcp`. */
export const accepted = (socket: Socket, idle: number | undefined): Accepted => {
  let free = true;
  const connection$ = socketLife({
    ready: undefined,
    idle,
    open: () => {
      if (socket.destroyed)
        throw new ConnectionError('closed', 'Nobody took the connection in the turn in which it came');
      if (!free) throw new ConnectionError('failed', 'The connection is taken');
      free = false;
      return socket;
    },
  });
  const refuse = () => {
    if (free) socket.resetAndDestroy(); // not closed in order: nothing of it is to linger in the tables of the system
  };
  return { connection$, refuse };
};

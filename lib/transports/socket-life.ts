import type { Socket } from 'node:net';
import { Observable } from 'rxjs';
import { ConnectionError } from '../core/errors.js';
import { silence } from './silence.js';

/** What one socket's life is made of. */
export interface SocketLifeOptions<S extends Socket> {
  /** Makes the socket and starts it off. What it throws is the error of the dial. */
  readonly open: () => S;
  /** The event that says that the connection is established. None: it is already. */
  readonly ready: 'connect' | 'secureConnect' | undefined;
  /** Milliseconds without a byte received after which the connection is given up. */
  readonly idle: number | undefined;
}

const ignore = (): void => undefined;

/**
 * Returns an observable of one socket, as a dial is one: it emits the socket when it is established, completes when it has
 * closed in order, errors when it could not be had, broke or was silent for too long. Unsubscribing destroys the socket in
 * the same turn, in whatever phase it is, and lets go of every listener but one that ignores errors.
 *
 * ```
 * socket    ---connect----end,close
 * life      ---s----------|
 * ```
 */
export const socketLife = <S extends Socket>({ open, ready, idle }: SocketLifeOptions<S>): Observable<S> =>
  new Observable<S>((subscriber) => {
    const socket = open();

    const establish = () => {
      if (idle !== undefined) {
        subscriber.add(
          silence(socket, idle).subscribe(() =>
            subscriber.error(new ConnectionError('timeout', `The peer sent nothing for ${idle} ms`)),
          ),
        );
      }
      subscriber.next(socket);
    };
    const fail = (error: Error) => subscriber.error(error);
    const close = () => subscriber.complete();

    socket.on('error', fail);
    socket.on('close', close);
    if (ready === undefined) establish();
    else socket.on(ready, establish);

    return () => {
      if (ready !== undefined) socket.off(ready, establish);
      socket.off('close', close);
      // An error may be on its way: without a listener it would be thrown at the process.
      socket.on('error', ignore);
      socket.off('error', fail);
      socket.destroy();
    };
  });

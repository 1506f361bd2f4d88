import type { Socket } from 'node:net';
import { tap } from 'rxjs';

/** Nobody here has a use for the bytes; but who does not read never learns that the peer hung up. */
export const read = tap((socket: Socket) => socket.resume());

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Address } from '../../lib/core/address.js';

const knocking = new Set<Socket>();

const dial = (address: Address): Socket => {
  const socket = connect({ ...address });
  knocking.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => knocking.delete(socket));
  return socket;
};

/** Returns a client that is connected to `address`. */
export const knock = async (address: Address): Promise<Socket> => {
  const socket = dial(address);
  await once(socket, 'connect');
  return socket;
};

/** Resolves when the other side has closed it: to the code of the error, or `'closed'`. */
export const turnedAway = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let code = 'closed';
    socket.on('error', (error: { readonly code?: string }) => (code = error.code ?? 'unknown'));
    if (socket.closed) resolve(code);
    else socket.on('close', () => resolve(code));
    socket.resume();
  });

/** Dials, and resolves when the other side has closed it, before it is connected or after. */
export const knockInVain = (address: Address): Promise<string> => turnedAway(dial(address));

/** Hangs up all clients that are still there: for `afterEach`. */
export const stopKnocking = (): void => knocking.forEach((socket) => socket.destroy());

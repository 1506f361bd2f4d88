import { connect, type Socket } from 'node:net';
import type { Address } from 'rx-connmgr';

/** What `tcp()` asks of a socket. */
const settings = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, autoSelectFamily: false } as const;

/**
 * Returns the sockets when all of them are connected: the least that a program can do, with so many dials under way at
 * once. It hears of errors and closes, as anything must that lives longer than a bench.
 */
export const bareLoop = (addresses: readonly Address[], atOnce: number): Promise<readonly Socket[]> =>
  new Promise((resolve, reject) => {
    const sockets: Socket[] = [];
    const rest = addresses.values();
    const dial = () => {
      const { done, value: address } = rest.next();
      if (done) return;
      const socket = connect({ ...settings, host: address.host, port: address.port });
      socket.on('error', reject);
      socket.on('close', () => undefined);
      socket.on('connect', () => {
        sockets.push(socket);
        if (sockets.length === addresses.length) resolve(sockets);
        else dial();
      });
    };
    for (let dials = 0; dials < atOnce; dials += 1) dial();
  });

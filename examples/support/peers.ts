import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { fromEvent, type Observable } from 'rxjs';
import type { Address } from 'rx-connmgr';

/** A connection as the peer that accepted it sees it. */
export interface Accepted {
  readonly socket: Socket;
  /** Which of the peers it is, from 0. */
  readonly peer: number;
  readonly closed$: Observable<unknown>;
}

export interface Peers extends AsyncDisposable {
  readonly addresses: readonly [Address, ...Address[]];
  /** Ends the connections of so many peers. */
  hangUp(count: number): void;
  /** Ends all connections and refuses new ones. */
  down(): Promise<void>;
  /** Listens again, where it listened before. */
  up(): Promise<void>;
}

/** Below the ports that systems give to clients: what is down is not taken by somebody else meanwhile. */
const ports = { from: 20_000, to: 30_000 };

const listen = async (server: Server, port: number): Promise<number> => {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return port;
  } catch (err) {
    if (port >= ports.to) throw err;
    return listen(server, port + 1);
  }
};

/** Returns `count` small TCP servers on loopback, once they listen. `serve` is called with each connection they accept. */
export const startPeers = async (count: number, serve?: (accepted: Accepted) => void): Promise<Peers> => {
  const open = new Set<Socket>();
  const servers = Array.from({ length: count }, (_, peer) =>
    createServer((socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket)).on('error', () => {});
      socket.resume();
      serve?.({ socket, peer, closed$: fromEvent(socket, 'close') });
    }),
  );
  const addresses: Address[] = [];
  for (const server of servers) {
    const port = await listen(server, (addresses.at(-1)?.port ?? ports.from) + 1);
    addresses.push({ host: '127.0.0.1', port });
  }
  const down = async () => {
    for (const socket of open) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((resolve) => void server.close(resolve))));
  };
  return {
    addresses: addresses as [Address, ...Address[]],
    hangUp: (count) => [...open].slice(0, count).forEach((socket) => socket.destroy()),
    down,
    up: async () => {
      await Promise.all(servers.map((server, peer) => listen(server, addresses[peer]?.port ?? 0)));
    },
    [Symbol.asyncDispose]: down,
  };
};

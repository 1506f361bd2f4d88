import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

export interface Feeds extends AsyncDisposable {
  readonly urls: readonly URL[];
  /** From now on those connected to this feed hear nothing more and get no answer, though nothing closes. */
  freeze(feed: number): void;
}

/** Returns `count` WebSocket servers on loopback, once they listen. Each sends a price, twice a second. */
export const startFeeds = async (count: number): Promise<Feeds> => {
  const servers = Array.from({ length: count }, () => new WebSocketServer({ host: '127.0.0.1', port: 0 }));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  servers.forEach((server, feed) =>
    server.on('connection', (socket) => {
      let price = 100 * (feed + 1);
      const ticking = setInterval(() => {
        if (!socket.isPaused) socket.send(String((price += 1)));
      }, 500);
      socket.on('close', () => clearInterval(ticking)).on('error', () => {});
    }),
  );
  return {
    urls: servers.map((server) => new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`)),
    freeze: (feed) => servers[feed]?.clients.forEach((socket) => socket.pause()),
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) for (const socket of server.clients) socket.terminate();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
};

// A pool of replicas: two always connected, the nearest preferred, and `await pool.acquire()`.
import { filter, firstValueFrom, fromEvent, map, takeUntil } from 'rxjs';
import { ConnectionManager } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

const cities = ['Lisbon', 'Oslo', 'Quito'];
await using servers = await startPeers(3, ({ socket, peer }) =>
  socket.on('data', (query) => (String(query) === 'crash' ? socket.end() : socket.write(`a row from ${cities[peer]}`))),
);

const manager = new ConnectionManager({
  dial: tcp(),
  addresses: servers.addresses.map((address, i) => ({ ...address, distance: i })),
  rank: ({ distance }) => distance,
  maxOutbound: 2,
  retryDuration: 300,
}).start();

const nearest = () => [...manager.connections.values()].sort((a, b) => a.address.distance - b.address.distance)[0];
const pool = {
  acquire: async () => nearest() ?? firstValueFrom(manager.connections$),
  close: () => manager.stop({ drain: 1_000 }),
};

const ask = async (query: string) => {
  const { connection, closed$ } = await pool.acquire();
  connection.write(query);
  const answer$ = fromEvent(connection, 'data').pipe(map(String), takeUntil(closed$));
  console.log(`${query}: ${await firstValueFrom(answer$, { defaultValue: 'no answer, the connection closed' })}`);
};

for (const query of ['select 1', 'select 2', 'crash', 'select 3', 'crash', 'select 4']) {
  await firstValueFrom(manager.health$.pipe(filter((health) => health === 'ok')));
  await ask(query);
}
await pool.close();
console.log('closed');

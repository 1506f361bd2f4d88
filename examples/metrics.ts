// Metrics: a manager in a register of prom-client, scraped over HTTP as Prometheus does it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { filter, firstValueFrom } from 'rxjs';
import { ConnectionManager } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { prometheus } from 'rx-connmgr/prometheus';
import { startPeers } from './support/peers.js';

await using peers = await startPeers(5);
await using manager = new ConnectionManager({ dial: tcp(), addresses: peers.addresses, maxOutbound: 3 });

const register = new Registry();
const metrics = prometheus(manager, { register }).subscribe();
const server = createServer((_, response) => void register.metrics().then((text) => response.end(text)));
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as AddressInfo;

manager.start();
await firstValueFrom(manager.health$.pipe(filter((health) => health === 'ok')));

const scrape = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: 'close' } })).text();
const wanted = /^rx_connmgr_(requests|dials_total|health)\{.*[1-9]\d*$/;
console.log(
  scrape
    .split('\n')
    .filter((line) => wanted.test(line))
    .join('\n'),
);

metrics.unsubscribe();
server.close();

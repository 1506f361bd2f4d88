// DNS seeds: peers are found by name. One seed is dead, one lies, and one is enough.
import { ConnectionManager, formatAddress, fromDnsSeeds, lastResort } from 'rx-connmgr';
import { dnsLookup, tcp } from 'rx-connmgr/node';
import { filter, firstValueFrom, share } from 'rxjs';
import { startDnsServer } from './support/dns-server.js';
import { startPeers } from './support/peers.js';

await using peers = await startPeers(1);
const [{ port }] = peers.addresses; // at 127.0.0.1, and so are all that DNS gives

await using dns = await startDnsServer(({ name }) => {
  if (name === 'x9.dead.example') return 'SERVFAIL';
  if (name === 'liar.example') return ['10.0.0.1', '0.0.0.0', 'fe80::1'];
  return name === 'x9.good.example' ? ['127.0.0.1'] : 'NXDOMAIN';
});

const seeds = ['dead.example', 'good.example', { host: 'liar.example', filtering: false }];
const address$ = fromDnsSeeds(seeds, {
  port,
  services: 9n, // those that filter are asked by `x9.` before their names
  lookup: dnsLookup({ servers: [dns.server] }),
  routable: (ip) => ip.startsWith('127.'), // without this, none of loopback
  failed: ({ seed, error, delay }) => console.log(`${seed}: ${(error as Error).message}; not before ${delay} ms`),
}).pipe(
  lastResort([{ host: '127.0.0.1', port: 1 }], { after: 10_000 }), // if no seed answers by then
  share(),
);
address$.subscribe((sighting) => console.log('found', formatAddress(sighting), 'services', sighting.services));

await using manager = new ConnectionManager({ dial: tcp(), addresses: address$, maxOutbound: 1 }).start();
await firstValueFrom(manager.health$.pipe(filter((health) => health === 'ok')));
console.log('connected; asked', [...new Set(dns.questions.map(({ name }) => name))].sort().join(', '));

// A few libp2p nodes on loopback. One of them keeps four peers, whoever leaves and whoever comes.
import './node-20.js';
import { noise } from '@libp2p/noise';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { createLibp2p, type Libp2p } from 'libp2p';
import { delay, filter, firstValueFrom, timer } from 'rxjs';
import { autoDial } from './auto-dial.js';

const createNode = () =>
  createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
  });

/** What mDNS, a rendezvous point or the DHT would do: `node` hears of `other`. */
const introduce = async (node: Libp2p, other: Libp2p) => {
  const detail = { id: other.peerId, multiaddrs: other.getMultiaddrs() };
  await node.peerStore.merge(detail.id, detail);
  node.dispatchEvent(new CustomEvent('peer:discovery', { detail }));
};

const node = await createNode();
const others = await Promise.all(Array.from({ length: 8 }, createNode));
const strangers = await Promise.all(Array.from({ length: 2 }, createNode));
const nameOf = (peer: { toString(): string }) => peer.toString().slice(-6);

const manager = autoDial(node, 4).start();
manager.events$.subscribe((event) => {
  if (event.type === 'health') console.log(`${event.health}: ${node.getConnections().length} connections`);
  else if (event.type === 'established') console.log(`  ${nameOf(event.address)} dialled`);
  else if (event.type === 'disconnected' && event.by === 'peer') console.log(`  ${nameOf(event.address)} left`);
  else if (event.type === 'ended' && event.reason === 'surplus') console.log(`  ${nameOf(event.address)} let go`);
});
const well = () =>
  firstValueFrom(
    manager.health$.pipe(
      filter((health) => health === 'ok'),
      delay(300),
    ),
  );

for (const other of others) await introduce(node, other);
await well();

console.log('two of the four leave');
const connected = others.filter((other) => other.getConnections().length > 0);
await Promise.all(connected.slice(0, 2).map((other) => other.stop()));
await firstValueFrom(timer(300));
await well();

console.log('two strangers come to us: they count, so two of ours are too many');
for (const stranger of strangers) await stranger.dial(node.getMultiaddrs());
await firstValueFrom(timer(300));
await well();

await manager.stop();
await firstValueFrom(timer(300));
console.log(`stopped, with ${node.getConnections().length} connections left: those of the strangers`);
await Promise.all([node, ...others, ...strangers].map((each) => each.stop()));

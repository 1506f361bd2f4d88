// A permanent peer: dialled again for ever, ever more patiently, until it is removed.
import { filter, firstValueFrom, timer } from 'rxjs';
import { ConnectionManager, exponential, type ConnectionEvent } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

const story = (event: ConnectionEvent<unknown, unknown>): string => {
  if (event.type === 'failed') return `failed, ${String(event.error)}`;
  if (event.type === 'waiting') return `waiting ${event.delay} ms`;
  if (event.type === 'disconnected') return `disconnected by ${event.by}`;
  return event.type;
};

await using peers = await startPeers(1);
await using manager = new ConnectionManager({ dial: tcp(), backoff: exponential(100, 800), stableAfter: 200 }).start();
manager.events$.pipe(filter(({ type }) => type !== 'health')).subscribe((event) => console.log(`  ${story(event)}`));

const peer = manager.connect(peers.addresses[0], { permanent: true });
await peer.established();
await firstValueFrom(timer(300));

console.log('the peer goes away for a second and a half');
await peers.down();
await firstValueFrom(timer(1_500));

console.log('it is back');
await peers.up();
await peer.established();

console.log('and we want it no more');
peer.remove();
console.log(`it is ${await peer.ended()}`);

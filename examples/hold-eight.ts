// Hold eight: twelve peers are known and eight connections are wanted. Whoever hangs up is replaced.
import { delay, filter, zip } from 'rxjs';
import { ConnectionManager } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

await using peers = await startPeers(12);
await using manager = new ConnectionManager({
  dial: tcp(),
  addresses: peers.addresses,
  maxOutbound: 8,
  retryDuration: 200,
}).start();

manager.health$.subscribe((health) => console.log(`${health}: ${manager.connections.size} of 8`));

// Each time all is well, something happens.
const well$ = manager.health$.pipe(
  filter((health) => health === 'ok'),
  delay(300),
);
const acts = [
  () => {
    console.log('one peer hangs up');
    peers.hangUp(1);
  },
  () => {
    console.log('half of the peers hang up');
    peers.hangUp(4);
  },
  () => console.log('that will do'),
];
await zip(well$, acts).forEach(([, act]) => act());

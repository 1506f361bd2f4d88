// Suspend and resume: everything is closed and nothing is dialled for a while, and nothing is forgotten.
import { delay, distinctUntilChanged, filter, firstValueFrom, map, timer } from 'rxjs';
import { ConnectionManager } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

await using peers = await startPeers(6);
const [friend, ...others] = peers.addresses;
await using manager = new ConnectionManager({ dial: tcp(), addresses: others, maxOutbound: 3 });
manager.connect(friend, { permanent: true });

const established$ = manager.snapshot$.pipe(
  map(({ requests }) => requests.filter(({ state }) => state === 'established').length),
  distinctUntilChanged(),
);
const healthy = () =>
  firstValueFrom(
    manager.health$.pipe(
      filter((health) => health === 'ok'),
      delay(200),
    ),
  );
established$.subscribe((count) => console.log(`  ${count} established, health ${manager.snapshot().health}`));

manager.start();
await healthy();

console.log('the network is switched off');
manager.suspend();
await firstValueFrom(timer(500));

console.log('and on again');
manager.resume();
await healthy();

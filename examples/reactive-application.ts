// A reactive application: the manager's streams and your own, composed. Peers tell the height of a chain; we show it with
// the health, and raise an alarm when all has not been well for half a second.
import { createInterface } from 'node:readline';
import { combineLatest, distinctUntilChanged, from, map, merge, mergeMap, switchMap, takeUntil, timer } from 'rxjs';
import { ConnectionManager } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

await using peers = await startPeers(6, ({ socket, closed$ }) =>
  timer(0, 200)
    .pipe(takeUntil(closed$))
    .subscribe(() => socket.write(`${Math.floor(performance.now() / 400)}\n`)),
);
await using manager = new ConnectionManager({
  dial: tcp(),
  addresses: peers.addresses,
  maxOutbound: 4,
  retryDuration: 300,
}).start();

const height$ = manager.connections$.pipe(
  mergeMap(({ connection, closed$ }) => from(createInterface(connection)).pipe(takeUntil(closed$))),
  distinctUntilChanged(),
);
const status$ = combineLatest([manager.health$, height$]).pipe(
  map(([health, height]) => `${health}, height ${height}`),
);
const alarm$ = manager.health$.pipe(
  switchMap((health) => (health === 'ok' ? [] : timer(500).pipe(map(() => `ALARM: ${health} for half a second`)))),
);
timer(1_000).subscribe(() => void peers.down());
timer(2_200).subscribe(() => void peers.up());

await merge(status$, alarm$)
  .pipe(takeUntil(timer(4_500)))
  .forEach((line) => console.log(line));

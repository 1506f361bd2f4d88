// A reactive application: the manager's streams and your own, composed. Peers tell the height of a chain; we show the
// best height while all is well, and raise an alarm when it has not been well for half a second.
import { createInterface } from 'node:readline';
import { EMPTY, combineLatest, distinctUntilChanged, fromEvent, interval, map, merge, mergeMap, scan } from 'rxjs';
import { startWith, switchMap, takeUntil, timer } from 'rxjs';
import { ConnectionManager } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

const height = () => Math.floor(performance.now() / 400);
await using peers = await startPeers(6, (socket) =>
  interval(200)
    .pipe(startWith(0), takeUntil(fromEvent(socket, 'close')))
    .subscribe(() => socket.write(`${height()}\n`)),
);
await using manager = new ConnectionManager({
  dial: tcp(),
  addresses: peers.addresses,
  maxOutbound: 4,
  retryDuration: 300,
}).start();

const height$ = manager.connections$.pipe(
  mergeMap(({ connection, closed$ }) => fromEvent(createInterface(connection), 'line').pipe(takeUntil(closed$))),
  scan((best, line) => Math.max(best, Number(line)), 0),
  distinctUntilChanged(),
);
const status$ = combineLatest([manager.health$, height$]).pipe(map(([health, best]) => `${health}, height ${best}`));
const alarm$ = manager.health$.pipe(
  switchMap((health) => (health === 'ok' ? EMPTY : timer(500).pipe(map(() => `ALARM: ${health} for half a second`)))),
);
timer(1_000).subscribe(() => void peers.down());
timer(2_200).subscribe(() => void peers.up());

await merge(status$, alarm$)
  .pipe(takeUntil(timer(4_500)))
  .forEach((line) => console.log(line));

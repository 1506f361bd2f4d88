// A finite crawl: three hundred peers are visited once, 25 at a time, and a bar shows how far it is.
import { catchError, fromEvent, map, mergeMap, of, scan, take, takeUntil, throttleTime, timeout, timer } from 'rxjs';
import { visit, type Address } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

// Each peer tells its version after a while of its own. Every tenth never does.
await using peers = await startPeers(300, ({ socket, peer, closed$ }) => {
  const told$ = timer(peer % 10 === 9 ? 60_000 : 20 + ((peer * 37) % 180)).pipe(takeUntil(closed$));
  told$.subscribe(() => socket.write(`version ${1 + (peer % 3)}`));
});

const dial = tcp();
const version = (address: Address) =>
  dial(address).pipe(
    mergeMap((socket) => fromEvent(socket, 'data')),
    map(String),
    take(1),
    timeout(400),
    catchError(() => of('silent')),
  );

type Counts = Readonly<Record<string, number>>;
const count = (counts: Counts, found: string): Counts => ({ ...counts, [found]: (counts[found] ?? 0) + 1 });
const bar = (counts: Counts) => {
  const done = Object.values(counts).reduce((sum, n) => sum + n, 0) / peers.addresses.length;
  const found = Object.entries(counts).map(([what, n]) => `${n} ${what}`);
  return `${'█'.repeat(30 * done).padEnd(30, '░')} ${Math.round(100 * done)} %  ${found.join(', ')}`;
};

await visit(peers.addresses, version, 25)
  .pipe(scan(count, {}), throttleTime(200, undefined, { leading: true, trailing: true }), map(bar))
  .forEach((line) => process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`));

// The door: whoever comes in is greeted, three of one host at most, and whoever comes on top is shed.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Subject, catchError, firstValueFrom, fromEvent, map, mergeMap, of, timer } from 'rxjs';
import { admit, handshake, summarize, type Address, type Refusal } from 'rx-connmgr';
import { listen } from 'rx-connmgr/node';

const [listening$, refused$] = [new Subject<Address>(), new Subject<Refusal<Address>>()];
const door = firstValueFrom(listening$);
const greet = handshake((socket: Socket) => fromEvent(socket, 'data').pipe(map(String)), { timeout: 300 });

const house = listen({ port: 0, host: '127.0.0.1', listening: listening$ })
  .pipe(
    map(({ address, connection$ }) => ({ address, connection$: connection$.pipe(greet) })),
    admit({ perHost: 3, unfinished: 50, flood: 100, refused: refused$ }),
    mergeMap(({ connection$ }) => connection$.pipe(catchError(() => of('nobody')))),
  )
  .subscribe((name) => console.log(`in comes ${name}`));
const told$ = refused$.pipe(summarize({ first: 1, every: 200 }));
told$.subscribe(({ count, reason, total }) => console.log(`refused ${count} (${reason}), ${total} so far`));

const address = await door;
const visit = () =>
  connect(address)
    .resume()
    .on('error', () => {});
visit().write('Ada');
visit().write('Grace');
const silent = visit();
await firstValueFrom(timer(100));
for (let i = 0; i < 20; i += 1) visit();
await once(silent, 'close');
visit().write('Alan, in the place of the silent one');
await firstValueFrom(timer(100));
house.unsubscribe();

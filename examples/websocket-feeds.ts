// One WebSocket feed per server, for ever. A heartbeat notices the one that freezes without a word.
import { once } from 'node:events';
import { Observable, fromEvent, map, merge, mergeMap, takeUntil, tap, timer } from 'rxjs';
import { ConnectionManager, heartbeat } from 'rx-connmgr';
import { WebSocket } from 'ws';
import { startFeeds } from './support/feeds.js';

const webSocket = (url: URL) =>
  new Observable<WebSocket>((subscriber) => {
    const socket = new WebSocket(url);
    socket.on('open', () => subscriber.next(socket));
    socket.on('error', (err) => subscriber.error(err));
    socket.on('close', () => subscriber.complete());
    return () => socket.terminate();
  });
const ping = (socket: WebSocket) => (socket.ping(), once(socket, 'pong'));

await using feeds = await startFeeds(3);
await using manager = new ConnectionManager({
  dial: (url: URL) => webSocket(url).pipe(heartbeat({ ping, every: 300, timeout: 200 })),
  retryDuration: 200,
}).start();
for (const url of feeds.urls) manager.connect(url, { permanent: true });

const price$ = manager.connections$.pipe(
  mergeMap(({ id, connection, closed$ }) =>
    fromEvent(connection, 'message', ({ data }) => `feed ${id}: ${String(data)}`).pipe(takeUntil(closed$)),
  ),
);
const trouble$ = manager.events$.pipe(
  mergeMap((event) => (event.type === 'disconnected' ? [`feed ${event.id} lost: ${String(event.error)}`] : [])),
);
const freeze$ = timer(1_000).pipe(
  tap(() => feeds.freeze(1)),
  map(() => 'feed 2 freezes'),
);
await merge(price$, trouble$, freeze$)
  .pipe(takeUntil(timer(2_500)))
  .forEach((line) => console.log(line));

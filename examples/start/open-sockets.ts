import { last, map, takeUntil, takeWhile, timer, type Observable } from 'rxjs';

/** Milliseconds that the other end of a closed connection is given to notice it. */
const NOTICE = 1_000;

/** TCP sockets of this process, those that are being connected among them. */
const count = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

/** Returns an observable of how many TCP sockets this process has left: 0 as soon as there is none, else what a second left. */
export const openSockets = (): Observable<number> =>
  timer(0, 20).pipe(
    map(count),
    takeWhile((open) => open > 0, true),
    takeUntil(timer(NOTICE)),
    last(),
  );

import type { IncomingMessage, ServerResponse } from 'node:http';
import { EMPTY, defer, fromEvent, merge, race, take, takeUntil, tap, timer, type Observable } from 'rxjs';
import type { HttpAnswer } from './http-answer.js';

/** How long whoever still sends what is not read may go on, to find the answer once it has done so. In milliseconds. */
const linger = 1_000;

const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * Sends an answer, and completes when it is on its way, or nobody is there any more. A client that does not take it within
 * `patience` milliseconds is cut off.
 *
 * What is left of the request of somebody who is refused is thrown away as it comes, for a second at most, and then the
 * connection is closed: closed at once, it would be reset, and the answer lost.
 */
export const sendAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body = '', close = false }: HttpAnswer,
  patience: number,
): Observable<never> =>
  defer(() => {
    if (response.destroyed) return EMPTY;
    const connection = close ? { connection: 'close' } : {};
    const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    response.writeHead(status, { ...always, ...headers, ...length, ...connection });
    const closed$ = fromEvent(response, 'close');
    const cutOff$ = timer(patience).pipe(tap(() => request.socket.destroy()));
    if (request.complete) {
      response.end(body);
      return cutOff$.pipe(takeUntil(closed$)) as Observable<never>;
    }
    response.write(body);
    request.resume();
    const heard$ = race(fromEvent(request, 'end'), timer(linger)).pipe(
      take(1),
      tap(() => response.end()),
    );
    return merge(heard$, cutOff$).pipe(takeUntil(closed$)) as Observable<never>;
  });

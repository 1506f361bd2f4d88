import type { IncomingMessage, ServerResponse } from 'node:http';
import { defer, fromEvent, map, reduce, takeUntil, throwError, type Observable } from 'rxjs';

/** A body is longer than is taken. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';
}

/** What is no UTF-8 becomes what is no JSON, either. */
const textOf = (chunks: readonly Buffer[]): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return '';
  }
};

/**
 * Returns the body of a request as a text; an empty one if it is not UTF-8. Whoever waits to be asked for it
 * (`Expect: 100-continue`) is asked.
 *
 * Errors with {@link BodyTooLong} at once if it is said to be longer than `limit` bytes, or as soon as it turns out to be.
 */
export const readBody = (request: IncomingMessage, response: ServerResponse, limit: number): Observable<string> =>
  defer(() => {
    const tooLong = new BodyTooLong(`A body has at most ${limit} bytes`);
    if (Number(request.headers['content-length'] ?? 0) > limit) return throwError(() => tooLong);
    if (request.headers.expect !== undefined) response.writeContinue();
    let length = 0;
    return fromEvent(request, 'data', (chunk: Buffer) => chunk).pipe(
      takeUntil(fromEvent(request, 'end')),
      reduce<Buffer, Buffer[]>((chunks, chunk) => {
        length += chunk.length;
        if (length > limit) throw tooLong;
        chunks.push(chunk);
        return chunks;
      }, []),
    );
  }).pipe(map(textOf));

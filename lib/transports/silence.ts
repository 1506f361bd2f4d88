import { defer, filter, interval, map, scan, take, type Observable } from 'rxjs';

/** In how many parts a limit is counted: silence is noticed at most one of them late. */
const parts = 4;

/**
 * Returns an observable that emits once, when `socket` has received nothing for `limit` milliseconds, and completes.
 * What we write does not count, as it does for `socket.setTimeout`: it would keep a dead connection alive.
 *
 * ```
 * bytes received   --x-------
 * looks            -1-2-3-4-5-
 * silence          ---------(s|)
 * ```
 *
 * Looks, not instants, are counted: a process that was busy or asleep for longer than the limit takes one look, then
 * reads what has come meanwhile, and blames no peer.
 */
export const silence = (socket: { readonly bytesRead: number }, limit: number): Observable<void> =>
  defer(() =>
    interval(limit / parts).pipe(
      scan(
        (last, _look) => {
          const bytes = socket.bytesRead;
          return { bytes, looks: bytes === last.bytes ? last.looks + 1 : 0 };
        },
        { bytes: socket.bytesRead, looks: 0 },
      ),
      filter(({ looks }) => looks === parts),
      take(1),
      map(() => undefined),
    ),
  );

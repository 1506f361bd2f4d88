/**
 * A program that waits for a line, uses a file store in the way that its first argument says, and tells what happens: a
 * line of JSON each.
 */
import { readSync, writeSync } from 'node:fs';
import {
  concat,
  endWith,
  expand,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { isStoreError } from '../../../lib/core/store-error.js';
import { fileStore } from '../../../lib/transports/file-store.js';

const [, , mode = '', path = '', length = '0'] = process.argv;

/** Out when it returns: nothing of it is lost with the process. */
const tell = (line: object) => void writeSync(1, `${JSON.stringify(line)}\n`);

const store = fileStore(path);
const number$ = store.load().pipe(map((data) => (data as { readonly n: number } | undefined)?.n ?? 0));
/** Saves a number, many times over, and emits it when that is done. */
const save = (n: number): Observable<number> =>
  store.save({ n, list: new Array<number>(Number(length)).fill(n) }).pipe(ignoreElements(), endWith(n));

const modes: Readonly<Record<string, Observable<unknown>>> = {
  /** Saves as fast as it can, for ever. */
  run: number$.pipe(
    tap((loaded) => tell({ loaded })),
    expand((n) => save(n + 1).pipe(tap((saved) => tell({ saved })))),
  ),
  /** Takes the file, and keeps it as long as somebody listens. */
  hold: number$.pipe(
    tap((loaded) => tell({ loaded })),
    mergeMap(() => interval(1_000)),
    tap((beats) => tell({ beats })),
  ),
  /** Uses the file, and has nothing more to do. */
  once: number$.pipe(
    mergeMap((n) => save(n + 1)),
    tap((saved) => tell({ saved })),
  ),
  /** Ends while a save is under way. */
  exit: number$.pipe(
    mergeMap((n) => concat(save(n + 1), merge(save(n + 2), timer(0).pipe(tap(() => process.exit(0)))))),
  ),
};

readSync(0, Buffer.alloc(1));
modes[mode]?.subscribe({
  error: (error: unknown) =>
    tell(isStoreError(error) ? { code: error.code, pid: error.pid, message: error.message } : { code: String(error) }),
});

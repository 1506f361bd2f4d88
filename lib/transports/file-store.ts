import { resolve } from 'node:path';
import { EMPTY, catchError, defer, lastValueFrom, mergeMap, of, share, throwError, type Observable } from 'rxjs';
import { expectKnown, expectWhole, refuse } from '../core/check.js';
import { StoreError, isStoreError } from '../core/store-error.js';
import type { Store } from '../core/store.js';
import { turns } from '../operators/turns.js';
import { atomicWrite } from './atomic-write.js';
import { claimFile, type Claim } from './claim-file.js';
import { seal } from './envelope.js';
import { readSealed } from './read-sealed.js';
import { setAside } from './set-aside.js';

/** Options of {@link fileStore}. */
export interface FileStoreOptions {
  /** The permissions of the file, less the umask. @default 0o600: for its owner alone */
  readonly mode?: number | undefined;
  /** How long the file may be, in bytes: no longer one is saved, and one that is longer is set aside unread. @default 67_108_864 */
  readonly maxBytes?: number | undefined;
  /**
   * Whether to see to it that no other process uses the file. Without, that is up to you: a container that is made anew
   * after a crash has another host name, and cannot know that the holder of the lock is no more.
   *
   * @default true
   */
  readonly lock?: boolean | undefined;
}

/** A {@link Store} in a file, which it has to itself. */
export interface FileStore extends Store {
  load(): Observable<unknown>;
  save(data: unknown): Observable<never>;
  setAside(why: string): Observable<string>;
  /**
   * Lets others have the file, once all that was begun before is done. The next load, save or setting aside takes it again.
   */
  release(): Observable<never>;
  /** As {@link FileStore.release} does: `await using store = fileStore('peers.json')`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The newest data of those who wait for their turn. */
interface Waiting {
  bytes: Uint8Array;
  readonly saved$: Observable<never>;
}

/**
 * Returns a store in a file: JSON that people can read, in an envelope with a checksum.
 *
 * - A save replaces the file wholly or not at all, also if the process is killed or the power fails meanwhile; when it
 *   completes, the data is on the disk. Saves are made one at a time; of several that wait only the newest is written, and
 *   all complete with it. One that has begun is carried through, unsubscribed from or not.
 * - A load emits the data, or `undefined` where there is no file. A file that cannot be read any more, or that is of
 *   somebody else, is renamed and thereby kept, and the load errors with a `StoreError` `damaged` or `newer`, whose
 *   `movedTo` says where it is now: the next load emits `undefined`.
 * - Directories are made where they are missing. A link is followed: what it leads to is replaced.
 * - The first load or save takes a lock, the file `….lock`, and keeps it until `release` or the end of the process. While
 *   another process has it, or another store of this one, loads and saves error with a `StoreError` `locked`; each tries
 *   again. A process that was killed holds nobody up: on Linux even if its number is another's by now.
 *
 * Whatever else is wrong with the place is a `StoreError` `io`; data that is too large is one of `too-large`; data that is
 * not plain is an `ArgumentError`. A save that fails leaves the file as it was.
 *
 * The lock needs hard links, which all but some old and some network file systems have.
 *
 * @throws ArgumentError if the path is none, or an option cannot be
 * @example
 * ```ts
 * const store = fileStore('state/peers.json');
 * const manager = new ConnectionManager({ dial: tcp(), addresses: new AddressBook({ store }) });
 * ```
 */
export const fileStore = (path: string, options: FileStoreOptions = {}): FileStore => {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) return refuse('path', 'the path of a file', path);
  expectKnown(options, ['mode', 'maxBytes', 'lock']);
  const { mode = 0o600, lock = true } = options;
  const maxBytes = expectWhole('maxBytes', options.maxBytes ?? 64 * 2 ** 20, 1);
  if (expectWhole('mode', mode) > 0o777) return refuse('mode', 'permissions, as in `0o600`', mode);
  if (typeof lock !== 'boolean') return refuse('lock', 'a boolean', lock);
  const absolute = resolve(path); // as of now: the working directory may change

  const inTurn = turns();
  let claim: Claim | undefined;
  let waiting: Waiting | undefined;

  const work = <T>(what: string, use: (file: string) => Promise<T>): Observable<T> =>
    defer(async () => use((claim ??= await claimFile(absolute, lock)).file)).pipe(
      catchError((cause: unknown) =>
        throwError(() =>
          isStoreError(cause)
            ? cause
            : new StoreError('io', `Cannot ${what} ${path}: ${(cause as Error).message}`, { path: absolute, cause }),
        ),
      ),
    );

  /** What is saved before is not joined by what is saved after. */
  const between = <T>(work$: Observable<T>): Observable<T> =>
    defer(() => {
      waiting = undefined;
      return inTurn(work$);
    });

  const wait = (bytes: Uint8Array): Waiting => {
    const write$ = defer(() => {
      if (waiting === mine) waiting = undefined;
      return work('save', (file) => atomicWrite(file, mine.bytes, mode));
    });
    const mine: Waiting = {
      bytes,
      saved$: inTurn(write$).pipe(
        mergeMap(() => EMPTY),
        share(),
      ),
    };
    return mine;
  };

  const release = () =>
    between(
      defer(() => {
        claim?.release();
        claim = undefined;
        return EMPTY;
      }),
    );

  return {
    load: () => between(work('load', (file) => readSealed(file, maxBytes))),
    save: (data) =>
      defer(() => {
        const bytes = Buffer.from(seal(data));
        if (bytes.length > maxBytes) {
          const message = `${path} would have ${bytes.length} bytes, and ${maxBytes} are the most`;
          throw new StoreError('too-large', message, { path: absolute });
        }
        if (waiting) waiting.bytes = bytes;
        else waiting = wait(bytes);
        return waiting.saved$;
      }),
    setAside: (why) =>
      between(work('set aside', (file) => setAside(file, why))).pipe(
        mergeMap((aside) => (aside === undefined ? EMPTY : of(aside))),
      ),
    release,
    [Symbol.asyncDispose]: () => lastValueFrom(release(), { defaultValue: undefined }),
  };
};

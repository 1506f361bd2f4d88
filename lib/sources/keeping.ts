import {
  EMPTY,
  Subject,
  catchError,
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  filter,
  from,
  ignoreElements,
  map,
  of,
  repeat,
  retry,
  startWith,
  switchMap,
  take,
  tap,
  throwError,
  timeout,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { AddressBookError } from '../core/address-book/address-book-error.js';
import { exponential } from '../core/backoff.js';
import { show } from '../core/check.js';
import type { Store } from '../core/store.js';

/** What is kept in a store, and how. */
export interface KeepingOptions {
  readonly store: Store;
  /** Takes over what was kept, or returns why it cannot. Nothing was kept yet: it is not called. */
  readonly restore: (data: unknown) => string | undefined;
  /** Called once there is no more to wait for: all was taken over, or there is something wrong with the store. */
  readonly settled: () => void;
  readonly snapshot: () => unknown;
  /** Milliseconds from a change to its save. */
  readonly saveAfter: number;
  /** Told of what is wrong, while it goes on. */
  readonly failed: (error: AddressBookError) => void;
}

/** How long a store may take. */
const patience = 10_000;
const again = exponential(1_000);

const reason = (error: unknown): string => (error instanceof Error ? error.message : show(error));

const told = <T>(code: 'load' | 'save', message: string): MonoTypeOperatorFunction<T> =>
  catchError((cause: unknown) =>
    throwError(() => new AddressBookError(code, `${message}: ${reason(cause)}`, { cause })),
  );

const within = <T>(): MonoTypeOperatorFunction<T> => timeout({ first: patience });

/**
 * Keeps something in a store: read at first, saved after changes. Nothing is ever saved over what could not be read, be it
 * that the store failed (it is asked again, with back-off) or that what was there could not be set aside.
 */
export class Keeping {
  readonly #options: KeepingOptions;
  readonly #changed$ = new Subject<void>();
  #loaded = false;
  #changes = 0;
  #saved = 0;

  constructor(options: KeepingOptions) {
    this.#options = options;
  }

  /** Something changed, that is to be saved. */
  note(): void {
    this.#changes += 1;
    this.#changed$.next();
  }

  get #dirty(): boolean {
    return this.#changes !== this.#saved;
  }

  /** Reads, then saves, for as long as it is subscribed to. It never errors. */
  get run$(): Observable<never> {
    const { saveAfter, failed } = this.#options;
    const loading$ = this.#load$.pipe(retry({ delay: (error: AddressBookError, count) => this.#later(error, count) }));
    const change$ = this.#changed$.pipe(
      startWith(undefined),
      filter(() => this.#dirty),
      take(1),
    );
    const saving$ = change$.pipe(
      switchMap(() => timer(saveAfter)),
      switchMap(() => this.#save$),
      retry({
        delay: (error: AddressBookError) => {
          failed(error);
          return timer(patience);
        },
      }),
      repeat(),
    );
    return concat(loading$, saving$);
  }

  /** Saves what is not saved yet, after reading what is not read yet, and completes. Errors if that cannot be done. */
  get close$(): Observable<never> {
    return concat(
      this.#load$,
      defer(() => (this.#dirty ? this.#save$ : EMPTY)),
    );
  }

  get #load$(): Observable<never> {
    const { store, settled } = this.#options;
    return defer(() => {
      if (this.#loaded) return EMPTY;
      const loaded$ = defer(() => store.load()).pipe(take(1), within(), defaultIfEmpty(undefined));
      return loaded$.pipe(
        concatMap((data) => this.#restore(data)),
        told('load', 'The saved address book could not be read'),
        ignoreElements(),
        tap({
          complete: () => {
            this.#loaded = true;
            settled();
          },
        }),
      );
    });
  }

  get #save$(): Observable<never> {
    const { store, snapshot } = this.#options;
    return defer(() => {
      const changes = this.#changes;
      return defer(() => store.save(snapshot())).pipe(
        ignoreElements(),
        within(),
        told('save', 'The address book could not be saved'),
        tap({ complete: () => (this.#saved = changes) }),
      );
    });
  }

  /** Reads it, or sets it aside and says so. */
  #restore(data: unknown): Observable<unknown> {
    const { store, restore, failed } = this.#options;
    if (data === undefined) return EMPTY;
    const why = restore(data);
    if (why === undefined) return EMPTY;
    const aside$: Observable<string | undefined> = store.setAside
      ? from(store.setAside(why)).pipe(take(1), within())
      : of(undefined);
    return aside$.pipe(
      defaultIfEmpty(undefined),
      map((where) => (where === undefined ? '' : `; it is now ${where}`)),
      tap((where) => failed(new AddressBookError('unreadable', `The saved address book is of no use: ${why}${where}`))),
    );
  }

  #later(error: AddressBookError, count: number): Observable<unknown> {
    this.#options.failed(error);
    this.#options.settled();
    return timer(again(count));
  }
}

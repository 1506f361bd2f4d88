import {
  EMPTY,
  Subject,
  catchError,
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  exhaustMap,
  filter,
  from,
  ignoreElements,
  map,
  of,
  repeat,
  share,
  startWith,
  take,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { exponential } from '../core/backoff.js';
import { StoreError, isStoreError } from '../core/store-error.js';
import type { Store } from '../core/store.js';

/** What is wrong with what was loaded. */
export interface Flaw {
  readonly code: 'damaged' | 'newer';
  readonly message: string;
}

/** How a {@link Keeper} is made. */
export interface KeeperOptions {
  readonly store: Store;
  /** Takes in what was loaded, as far as it is any good, and returns what is wrong with it. It may come twice. */
  readonly restore: (data: unknown) => Flaw | undefined;
  /** Returns what is to be saved. */
  readonly record: () => unknown;
  /** How long after a change all changes are saved, in milliseconds. A save that fails is tried again ever later. */
  readonly saveAfter: number;
}

const longestWait = 300_000;
const loadAgainAfter = exponential(1_000, longestWait);

const errorOf = (error: unknown, what: string): Error =>
  error instanceof Error ? error : new StoreError('io', `The store could not ${what}`, { cause: error });

/** Keeps something in a store: loads it once, and saves it whenever it has changed. Nothing is saved over what was not loaded. */
export class Keeper {
  /** Loads, then saves what has changed. Emits what goes wrong, goes on in spite of it, and never ends. */
  readonly run$: Observable<Error>;
  readonly #options: KeeperOptions;
  readonly #touched$ = new Subject<void>();
  readonly #load$: Observable<Error>;
  readonly #save$: Observable<never>;
  readonly #saveAgainAfter: (failures: number) => number;
  #loaded = false;
  #revision = 0;
  #saved = 0;
  #failures = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#saveAgainAfter = exponential(Math.max(1, options.saveAfter), Math.max(longestWait, options.saveAfter));
    // Shared, as they are under way once: `run$` and `close` may meet.
    this.#load$ = defer(() => (this.#loaded ? EMPTY : this.#load())).pipe(share());
    this.#save$ = defer(() => (this.#isDirty ? this.#save() : EMPTY)).pipe(share());
    this.run$ = concat(this.#loading(), this.#saving());
  }

  /** Whether it was loaded. */
  get isLoaded(): boolean {
    return this.#loaded;
  }

  /** Something is to be saved. */
  touch(): void {
    this.#revision += 1;
    this.#touched$.next();
  }

  /** Saves what is not saved yet, and completes. Errors if that cannot be done. */
  close(): Observable<never> {
    // Twice: one that is under way already may have begun before the last change.
    return defer(() => (this.#isDirty ? concat(this.#load$.pipe(ignoreElements()), this.#save$, this.#save$) : EMPTY));
  }

  get #isDirty(): boolean {
    return this.#revision !== this.#saved;
  }

  #load(): Observable<Error> {
    return defer(() => this.#options.store.load()).pipe(
      take(1),
      defaultIfEmpty(undefined),
      map((data) => (data === undefined ? undefined : this.#options.restore(data))),
      concatMap((flaw) => (flaw ? this.#setAside(flaw) : EMPTY)),
      catchError((error: unknown) => {
        // It is out of the way: one may go on with nothing.
        if (isStoreError(error, 'damaged') || isStoreError(error, 'newer')) return of(error);
        throw errorOf(error, 'load');
      }),
      tap({ complete: () => (this.#loaded = true) }),
    );
  }

  #setAside({ code, message }: Flaw): Observable<Error> {
    return defer(() => this.#options.store.setAside?.(code) ?? EMPTY).pipe(
      take(1),
      defaultIfEmpty(undefined),
      map((movedTo) => {
        if (movedTo !== undefined) this.touch(); // what is good of it has no other place now
        return new StoreError(code, message, { movedTo });
      }),
    );
  }

  #save(): Observable<never> {
    return defer(() => {
      const revision = this.#revision;
      return from(this.#options.store.save(this.#options.record())).pipe(
        ignoreElements(),
        tap({ complete: () => (this.#saved = revision) }),
      );
    });
  }

  #loading(): Observable<Error> {
    return this.#load$.pipe(
      catchError((error: unknown) => of(errorOf(error, 'load'))),
      repeat({ delay: (count) => (this.#loaded ? EMPTY : timer(loadAgainAfter(count))) }),
    );
  }

  #saving(): Observable<Error> {
    const attempt$ = this.#save$.pipe(
      tap({ complete: () => (this.#failures = 0) }),
      catchError((error: unknown) => {
        this.#failures += 1;
        return of(errorOf(error, 'save'));
      }),
    );
    const wait$ = defer(() =>
      timer(this.#failures === 0 ? this.#options.saveAfter : this.#saveAgainAfter(this.#failures)),
    );
    return this.#touched$.pipe(
      startWith(undefined),
      filter(() => this.#isDirty),
      exhaustMap(() =>
        wait$.pipe(
          concatMap(() => attempt$),
          repeat({ delay: () => (this.#isDirty ? timer(0) : EMPTY) }),
        ),
      ),
    );
  }
}

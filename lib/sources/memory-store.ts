import { EMPTY, defer, of, type Observable } from 'rxjs';
import { plainJson } from '../core/plain-json.js';
import type { Store } from '../core/store.js';

/** A {@link Store} that forgets with the process. */
export interface MemoryStore extends Store {
  load(): Observable<unknown>;
  save(data: unknown): Observable<never>;
  setAside(why: string): Observable<string>;
  /** What was set aside, by the names that `setAside` emitted. */
  readonly aside: ReadonlyMap<string, unknown>;
}

/**
 * Returns a store in memory: for tests, and for a place to keep things while the program runs.
 *
 * It keeps a copy, and gives another at each loading: nobody changes what is kept but by saving. It takes what a file
 * takes, plain data, and gives back what a file would give.
 *
 * @param initial - what was saved before, or `undefined` for nothing
 * @throws ArgumentError if `initial` is no plain data; so does the observable of a `save`
 * @example
 * ```ts
 * const store = memoryStore({ version: 1, addresses: [] });
 * const book = new AddressBook({ store });
 * ```
 */
export const memoryStore = (initial?: unknown): MemoryStore => {
  let json = initial === undefined ? undefined : plainJson(initial);
  const read = (): unknown => (json === undefined ? undefined : JSON.parse(json));
  const aside = new Map<string, unknown>();
  return {
    aside,
    load: () => defer(() => of(read())),
    save: (data) =>
      defer(() => {
        json = plainJson(data);
        return EMPTY;
      }),
    setAside: (why) =>
      defer(() => {
        if (json === undefined) return EMPTY;
        const name = `memory ${aside.size + 1}: ${why}`;
        aside.set(name, read());
        json = undefined;
        return of(name);
      }),
  };
};

import { EMPTY, NEVER, Observable, defer, mergeMap, of, throwError, timer, type ObservableInput } from 'rxjs';
import type { Store } from '../../lib/core/store.js';

/** A store in memory that can fail, hang and be slow, and says what was done with it. */
export class SmallStore implements Store {
  readonly done: string[] = [];
  readonly aside: unknown[] = [];
  kept: unknown;
  /** Milliseconds that whatever is asked of it takes; Infinity hangs. */
  latency = 0;
  broken = false;
  open = 0;

  constructor(kept?: unknown) {
    this.kept = kept;
  }

  load(): ObservableInput<unknown> {
    return this.#do('load', () => of(this.kept));
  }

  save(data: unknown): ObservableInput<unknown> {
    return this.#do('save', () => {
      this.kept = JSON.parse(JSON.stringify(data)) as unknown;
      return EMPTY;
    });
  }

  setAside(why: string): ObservableInput<string> {
    return this.#do('aside', () => {
      this.aside.push(this.kept);
      this.kept = undefined;
      return of(`aside/${why.length > 0 ? 1 : 0}`);
    });
  }

  #do<T>(what: string, act: () => Observable<T>): Observable<T> {
    return new Observable<T>((subscriber) => {
      this.open += 1;
      subscriber.add(() => (this.open -= 1));
      const done = () => {
        this.done.push(what);
        return this.broken ? throwError(() => new Error(`${what} failed`)) : act();
      };
      const done$ = defer(done);
      const wait$ = this.latency < Infinity ? timer(this.latency).pipe(mergeMap(() => done$)) : NEVER;
      subscriber.add((this.latency === 0 ? done$ : wait$).subscribe(subscriber));
    });
  }
}

import { EMPTY, Subject, asyncScheduler, defer, filter, finalize, map, merge, take, tap, type Observable } from 'rxjs';

/** The pings to one peer: what is under way, and how long the answers took, in milliseconds. */
export class Pings {
  last: number | undefined;
  shortest: number | undefined;
  readonly #send: (nonce: bigint) => void;
  readonly #nonce: () => bigint;
  readonly #pongs$ = new Subject<bigint>();
  /** When each one that has no answer yet was sent; oldest first. */
  readonly #asked = new Map<bigint, number>();

  constructor(send: (nonce: bigint) => void, nonce: () => bigint) {
    this.#send = send;
    this.#nonce = nonce;
  }

  /** Since when an answer is waited for. */
  get since(): number | undefined {
    return this.#asked.values().next().value;
  }

  /** Returns an observable that pings once for each subscription, and emits the round trip when that is answered. */
  get ask$(): Observable<number> {
    return defer(() => {
      const nonce = this.#nonce();
      const since = asyncScheduler.now();
      const answer$ = this.#pongs$.pipe(
        filter((pong) => pong === nonce),
        map(() => Math.max(0, asyncScheduler.now() - since)),
        tap((trip) => this.#note(trip)),
        take(1),
      );
      const asking$ = defer(() => {
        this.#asked.set(nonce, since);
        this.#send(nonce);
        return EMPTY;
      });
      // Listening first: the answer may come within the call.
      return merge(answer$, asking$).pipe(finalize(() => this.#asked.delete(nonce)));
    });
  }

  /** A pong came. One that answers no ping means nothing. */
  hear(nonce: bigint): void {
    this.#pongs$.next(nonce);
  }

  #note(trip: number): void {
    this.last = trip;
    this.shortest = Math.min(trip, this.shortest ?? trip);
  }
}

import { Observable, defer, type Observer, type Subscriber, type Unsubscribable } from 'rxjs';

/** An address in hand, until it is given back. */
export interface Lease<A> extends Unsubscribable {
  readonly address: A;
}

/** One who asks, and then the hold on what was given: it outlives the asking. */
class Ask<A> implements Observer<A>, Lease<A> {
  #address: A | undefined;
  #out: Subscriber<Lease<A>> | undefined;
  #hold: Unsubscribable | undefined;
  #over = false;

  constructor(out: Subscriber<Lease<A>>) {
    this.#out = out;
  }

  get address(): A {
    return this.#address as A;
  }

  get given(): boolean {
    return this.#out === undefined;
  }

  of(lease$: Observable<A>): void {
    this.#hold?.unsubscribe();
    const hold = lease$.subscribe(this);
    if (this.#over) hold.unsubscribe();
    else this.#hold = hold;
  }

  next(address: A): void {
    const out = this.#out;
    if (!out) return;
    this.#address = address;
    this.#out = undefined;
    out.next(this);
    out.complete();
  }

  error(error: unknown): void {
    this.#out?.error(error);
  }

  /** A source that has no more may have again: the asker waits to be asked anew. */
  complete(): void {}

  unsubscribe(): void {
    this.#over = true;
    this.#hold?.unsubscribe();
  }
}

/**
 * Returns an observable that asks for one address, emits it as a lease and completes. Until then unsubscribing withdraws
 * the question; from then on the lease is the holder's to give back. `again$` asks anew; `waiting` is told the change in
 * the number of those who wait.
 *
 * ```
 * source   --a------
 * ask      --(l|)        and a stays leased until l is given back
 * ```
 */
export const ask = <A>(
  lease: () => Observable<A>,
  again$: Observable<unknown>,
  waiting: (change: 1 | -1) => void,
): Observable<Lease<A>> =>
  new Observable<Lease<A>>((subscriber) => {
    const asker = new Ask<A>(subscriber);
    asker.of(defer(lease));
    if (asker.given) return undefined;
    waiting(1);
    const again = again$.subscribe(() => asker.of(defer(lease)));
    return () => {
      again.unsubscribe();
      waiting(-1);
      if (!asker.given) asker.unsubscribe();
    };
  });

import type { Observable, Observer, Unsubscribable } from 'rxjs';

/** Who asked for an address. */
export interface Asker<A> {
  given(lease: Lease<A>): void;
  refused(error: unknown): void;
}

/**
 * A question for an address and, once it is answered, the address in hand: unsubscribing withdraws the one and gives back
 * the other. An object that is its own observer: there is one for each connection.
 */
export class Lease<A> implements Observer<A>, Unsubscribable {
  #asker: Asker<A> | undefined;
  #address: A | undefined;
  #hold: Unsubscribable | undefined;
  #over = false;

  constructor(asker: Asker<A>) {
    this.#asker = asker;
  }

  /** What was given. */
  get address(): A {
    return this.#address as A;
  }

  /** Asks. The answer may come before this returns. */
  of(lease$: Observable<A>): void {
    const hold = lease$.subscribe(this);
    if (this.#over) hold.unsubscribe();
    else this.#hold = hold;
  }

  /** The answer; any further one is not looked at. */
  next(address: A): void {
    const asker = this.#asker;
    this.#asker = undefined;
    if (asker) this.#address = address;
    asker?.given(this);
  }

  error(error: unknown): void {
    const asker = this.#asker;
    this.#asker = undefined;
    asker?.refused(error);
  }

  /** A source that has no more may have again: the asker waits until it is told to ask anew. */
  complete(): void {}

  unsubscribe(): void {
    this.#over = true;
    this.#asker = undefined;
    this.#hold?.unsubscribe();
  }
}

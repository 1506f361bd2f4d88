import type { Observer, Unsubscribable } from 'rxjs';
import type { Inbound } from '../core/inbound.js';
import type { EndReason, Id } from '../core/request.js';
import type { LiveRequest } from '../operators/live-request.js';

/** What becomes of a connection that came in. */
export interface Reception<A, C> {
  /** Returns the request that it becomes, and who hears of its end; or `undefined` if it is refused. */
  established(arrival: Arrival<A, C>, connection: C): Received<A> | undefined;
  /** It is gone, however that came about. */
  gone(arrival: Arrival<A, C>): void;
}

/** A request, and the one life of it. */
export interface Received<A> {
  readonly request: LiveRequest<A>;
  readonly life: Pick<Observer<unknown>, 'error' | 'complete'>;
}

/**
 * A connection that came in, from its first step to its end: while its handshake goes on it is nobody's, then a request is.
 * Its methods are the observer of `connection$` and the teardown.
 */
export class Arrival<A, C> implements Observer<C>, Unsubscribable {
  readonly inbound: Inbound<A, C>;
  readonly #reception: Reception<A, C>;
  #connection: Unsubscribable | undefined;
  #received: Received<A> | undefined;
  #over = false;

  constructor(inbound: Inbound<A, C>, reception: Reception<A, C>) {
    this.inbound = inbound;
    this.#reception = reception;
  }

  /** The id of its request, once it has one. */
  get id(): Id | undefined {
    return this.#received?.request.id;
  }

  begin(): void {
    const connection = this.inbound.connection$.subscribe(this);
    if (this.#over) connection.unsubscribe();
    else this.#connection = connection;
  }

  next(connection: C): void {
    if (this.#received || this.#over) return;
    this.#received = this.#reception.established(this, connection);
    if (!this.#received) this.unsubscribe();
  }

  error(error: unknown): void {
    this.#leave();
    this.#received?.life.error(error);
  }

  complete(): void {
    this.#leave();
    this.#received?.life.complete();
  }

  /** Closes it: without a word before it is a request, else in order. */
  end(reason: EndReason): void {
    if (this.#received) this.#received.request.run?.end(reason);
    else this.unsubscribe();
  }

  unsubscribe(): void {
    this.#leave();
    this.#connection?.unsubscribe();
  }

  /** Its room is free before its end is told. */
  #leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#reception.gone(this);
  }
}

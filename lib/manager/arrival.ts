import { Observable, isObservable, type Observer, type Unsubscribable } from 'rxjs';
import { refuse } from '../core/check.js';
import { ConnectionError } from '../core/errors.js';
import type { Inbound } from '../core/inbound.js';
import type { EndReason, Id } from '../core/request.js';
import type { Alarm, Alarms, Sleeper } from '../operators/alarms.js';
import type { LiveRequest } from '../operators/live-request.js';

/** What becomes of a connection that came in. */
export interface Reception<A, C> {
  /** How long a handshake may take. */
  readonly deadlines: Alarms;
  /** It is established. Returns the request that it becomes, or nothing: then it was closed. */
  receive(arrival: Arrival<A, C>): Received<A, C> | undefined;
  /** It is over, however that came about. */
  left(arrival: Arrival<A, C>): void;
  /** It was over before it was established, which was not our wish. */
  failed(arrival: Arrival<A, C>, error: unknown): void;
}

/** A request, and the one life of it. */
export interface Received<A, C> {
  readonly request: LiveRequest<A>;
  readonly life: Observer<C>;
}

/**
 * A connection that came in, from its first step to its end: while its handshake goes on it is nobody's, then a request is.
 * Its methods are the observer of `connection$`, the sleeper of the alarm and the teardown.
 */
export class Arrival<A, C> implements Observer<C>, Sleeper, Unsubscribable {
  readonly address: A;
  readonly key: string;
  /** Whether it passes the limits, and takes none of the room. */
  readonly allowed: boolean;
  readonly #connection$: Inbound<A, C>['connection$'];
  readonly #reception: Reception<A, C>;
  #connection: Unsubscribable | undefined;
  #deadline: Alarm | undefined;
  #received: Received<A, C> | undefined;
  #over = false;

  constructor({ address, allowed = false, connection$ }: Inbound<A, C>, key: string, reception: Reception<A, C>) {
    this.address = address;
    this.key = key;
    this.allowed = allowed;
    this.#connection$ = connection$;
    this.#reception = reception;
  }

  /** The id of its request, once it has one. */
  get id(): Id | undefined {
    return this.#received?.request.id;
  }

  begin(): void {
    this.#deadline = this.#reception.deadlines.set(this);
    const connection$ = this.#connection$;
    // Held before the first value, which may come at once, and have it closed.
    new Observable<C>((subscriber) => {
      this.#connection = subscriber;
      return isObservable(connection$)
        ? connection$.subscribe(subscriber)
        : refuse('connection$', 'an observable', connection$);
    }).subscribe(this);
  }

  /** It is established. Any further value is not looked at. */
  next(connection: C): void {
    if (this.#received || this.#over) return;
    this.#settle();
    // Known before anybody is told of it: who is told may end it, and so may the peer meanwhile.
    this.#received = this.#reception.receive(this);
    this.#received?.life.next(connection);
  }

  error(error: unknown): void {
    if (this.#over) return;
    this.unsubscribe();
    if (this.#received) this.#received.life.error(error);
    else this.#reception.failed(this, error);
  }

  complete(): void {
    if (this.#over) return;
    this.unsubscribe();
    if (this.#received) this.#received.life.complete();
    else this.#reception.failed(this, new ConnectionError('failed', 'It closed before it was established'));
  }

  /** The alarm: the handshake took too long. */
  wake(): void {
    this.error(new ConnectionError('timeout', 'The handshake took too long'));
  }

  /** Ends the request that it is. Returns whether it is one. */
  end(reason: EndReason): boolean {
    this.#received?.request.run?.end(reason);
    return this.#received !== undefined;
  }

  /** Closes it without a word. Its room is free before its end is told. */
  unsubscribe(): void {
    if (!this.#over) {
      this.#over = true;
      this.#settle();
      this.#reception.left(this);
    }
    this.#connection?.unsubscribe();
  }

  /** No longer in its handshake. */
  #settle(): void {
    if (this.#deadline) this.#reception.deadlines.clear(this.#deadline);
    this.#deadline = undefined;
  }
}

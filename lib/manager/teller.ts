import { Observable, Subject, asyncScheduler } from 'rxjs';
import type { ConnectionEvent, RequestEvent } from '../core/events.js';
import { Ledger } from '../core/ledger.js';
import type { Id, Request } from '../core/request.js';
import { LiveConnections, type Connected } from '../operators/connections.js';
import { serialize } from '../operators/serialize.js';

/**
 * Where everything is told: one event at a time, first to the views (so that they are exact as of the event being
 * delivered), then to whoever subscribed.
 */
export class Teller<A, C> {
  readonly ledger = new Ledger<A>(asyncScheduler.now());
  readonly connections = new LiveConnections<A, C>();
  readonly #told$ = new Subject<() => void>();
  readonly #events$ = new Subject<ConnectionEvent<A, C>>();
  readonly #watched = new Map<Id, Subject<RequestEvent<A, C>>>();
  readonly #connected$ = new Subject<Connected<A, C>>();

  /** Both hot, no replay. */
  readonly events$ = this.#events$.asObservable();
  readonly connected$ = this.#connected$.asObservable();

  constructor() {
    this.#told$.pipe(serialize()).subscribe({
      next: (deliver) => deliver(),
      complete: () => {
        this.connections.clear();
        this.#events$.complete();
        this.#connected$.complete();
      },
    });
  }

  /** The events of one request, hot: a switchboard, since a filter for each of many would cost each event all of them. */
  of(id: Id): Observable<RequestEvent<A, C>> {
    return new Observable((subscriber) => {
      const watched = this.#watched.get(id) ?? new Subject<RequestEvent<A, C>>();
      this.#watched.set(id, watched);
      subscriber.add(watched.subscribe(subscriber));
      return () => {
        if (!watched.observed) this.#watched.delete(id);
      };
    });
  }

  tell(event: ConnectionEvent<A, C>): void {
    this.#told$.next(() => {
      this.ledger.apply(event, asyncScheduler.now());
      const connected = this.connections.apply(event);
      this.#events$.next(event);
      if (event.type !== 'health') this.#watched.get(event.id)?.next(event);
      if (connected) this.#connected$.next(connected);
    });
  }

  /** What no event tells, in its turn all the same: a request waits for a free dial. */
  queue({ id, address, kind }: Request<A>): void {
    this.#told$.next(() => this.ledger.queue({ id, address, kind }, asyncScheduler.now()));
  }

  /** What no event tells, in its turn all the same: a request has become of another kind. */
  relabel({ id, address, kind }: Request<A>): void {
    this.#told$.next(() => {
      this.ledger.relabel({ id, address, kind }, asyncScheduler.now());
      this.connections.relabel({ id, address, kind });
    });
  }

  complete(): void {
    this.#told$.complete();
  }
}

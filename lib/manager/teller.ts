import { Observable, Subject, asyncScheduler } from 'rxjs';
import type { ConnectionEvent, RequestEvent } from '../core/events.js';
import { InTurn } from '../core/in-turn.js';
import { Ledger } from '../core/ledger.js';
import type { Id, Request } from '../core/request.js';
import { LiveConnections, type Connected } from '../operators/connections.js';

/** What no event tells, in its turn all the same: a request waits for a free dial, or has become of another kind. */
interface Note<A> {
  readonly note: 'queued' | 'relabelled';
  readonly request: Request<A>;
}

/**
 * Where everything is told: one event at a time, first to the views (so that they are exact as of the event being
 * delivered), then to whoever subscribed.
 */
export class Teller<A, C> {
  readonly ledger = new Ledger<A>(asyncScheduler.now());
  readonly connections = new LiveConnections<A, C>();
  readonly #turns = new InTurn<ConnectionEvent<A, C> | Note<A>>((told) => this.#deliver(told));
  readonly #events$ = new Subject<ConnectionEvent<A, C>>();
  readonly #watched = new Map<Id, Subject<RequestEvent<A, C>>>();
  readonly #connected$ = new Subject<Connected<A, C>>();

  /** Both hot, no replay. */
  readonly events$ = this.#events$.asObservable();
  readonly connected$ = this.#connected$.asObservable();

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
    this.#turns.next(event);
  }

  queue({ id, address, kind }: Request<A>): void {
    this.#turns.next({ note: 'queued', request: { id, address, kind } });
  }

  relabel({ id, address, kind }: Request<A>): void {
    this.#turns.next({ note: 'relabelled', request: { id, address, kind } });
  }

  complete(): void {
    this.#turns.end(() => {
      this.connections.clear();
      this.#events$.complete();
      this.#connected$.complete();
    });
  }

  #deliver(told: ConnectionEvent<A, C> | Note<A>): void {
    const at = asyncScheduler.now();
    if ('note' in told) return this.#note(told, at);
    this.ledger.apply(told, at);
    const connected = this.connections.apply(told);
    this.#events$.next(told);
    if (told.type !== 'health') this.#watched.get(told.id)?.next(told);
    if (connected) this.#connected$.next(connected);
  }

  #note({ note, request }: Note<A>, at: number): void {
    if (note === 'queued') return this.ledger.queue(request, at);
    this.ledger.relabel(request, at);
    this.connections.relabel(request);
  }
}

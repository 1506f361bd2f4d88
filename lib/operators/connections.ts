import { AsyncSubject, Observable, type OperatorFunction } from 'rxjs';
import type { ConnectionEvent } from '../core/events.js';
import type { Id, Request } from '../core/request.js';

/** An established connection, for as long as it is one. */
export interface Connected<A, C> extends Request<A> {
  readonly connection: C;
  /** Emits and completes when the connection is over, at once if it is already. */
  readonly closed$: Observable<void>;
}

type Live<A, C> = Connected<A, C> & { readonly closed$: AsyncSubject<void> };

/** The connections that are established, folded from events. */
export class LiveConnections<A, C> {
  readonly #all = new Map<Id, Live<A, C>>();

  /** A live view. */
  get all(): ReadonlyMap<Id, Connected<A, C>> {
    return this.#all;
  }

  /** Returns the connection that the event established, if it did. */
  apply(event: ConnectionEvent<A, C>): Connected<A, C> | undefined {
    if (event.type === 'disconnected') this.#close(event.id);
    if (event.type !== 'established') return undefined;
    const { id, address, kind, connection } = event;
    const connected = { id, address, kind, connection, closed$: new AsyncSubject<void>() };
    this.#all.set(id, connected);
    return connected;
  }

  /** The connection is now of a request of another kind. */
  relabel({ id, kind }: Request<A>): void {
    const connected = this.#all.get(id);
    if (connected) this.#all.set(id, { ...connected, kind });
  }

  /** Says of all that they are over. */
  clear(): void {
    for (const id of [...this.#all.keys()]) this.#close(id);
  }

  #close(id: Id): void {
    const closed$ = this.#all.get(id)?.closed$;
    this.#all.delete(id);
    closed$?.next();
    closed$?.complete();
  }
}

/**
 * Returns an operator that emits each connection as it is established, with a `closed$` that ends what you make of it.
 *
 * ```
 * events        --e-----x--e----
 * connections   --a--------b----      a.closed$: emits at x
 * ```
 *
 * @example
 * ```ts
 * commands$.pipe(
 *   manage({ dial }),
 *   connections(),
 *   mergeMap(({ connection, closed$ }) => messages(connection).pipe(takeUntil(closed$))),
 * );
 * ```
 */
export const connections =
  <A, C>(): OperatorFunction<ConnectionEvent<A, C>, Connected<A, C>> =>
  (events$) =>
    new Observable((subscriber) => {
      const live = new LiveConnections<A, C>();
      subscriber.add(() => live.clear());
      subscriber.add(
        events$.subscribe({
          next: (event) => {
            const connected = live.apply(event);
            if (connected) subscriber.next(connected);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
    });

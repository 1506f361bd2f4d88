import { Observable, from, ignoreElements, merge, of, switchMap, take, tap, type ObservableInput } from 'rxjs';
import { expectFunction } from '../core/check.js';
import type { Dial } from '../core/dial.js';

/** How a driver opens a connection, says that it is closed, and closes it. */
export interface ConnectionApi<A, C> {
  /** Opens a connection. The signal aborts if it is no longer wanted before it is open, and not afterwards. */
  open(address: A, signal: AbortSignal): PromiseLike<C>;
  /** Says when a connection is over: its first value, its completion or resolution: closed; an error or a rejection: broke. */
  closed(connection: C): ObservableInput<unknown>;
  /** Closes a connection. What it throws, or rejects with, is ignored: there is nobody left to be told. */
  close(connection: C): unknown;
}

/** Never rejects. What comes before the first `await` happens in the same turn. */
const hangUp = async <A, C>(api: ConnectionApi<A, C>, connection: C): Promise<void> => {
  try {
    await api.close(connection);
  } catch {
    // Whatever cannot be closed was no longer open.
  }
};

const opening = <A, C>(api: ConnectionApi<A, C>, address: A): Observable<C> =>
  new Observable<C>((subscriber) => {
    const controller = new AbortController();
    let settled = false;
    // Outlives the unsubscription: only so can be closed what opens too late.
    from(api.open(address, controller.signal)).subscribe({
      next: (connection) => {
        settled = true;
        if (subscriber.closed) void hangUp(api, connection);
        subscriber.next(connection);
        subscriber.complete();
      },
      error: (error: unknown) => {
        settled = true;
        subscriber.error(error);
      },
    });
    return () => {
      if (!settled) controller.abort();
    };
  });

const holding = <A, C>(api: ConnectionApi<A, C>, connection: C): Observable<C> =>
  new Observable<C>((subscriber) => {
    let over = false;
    const end = () => {
      over = true;
    };
    subscriber.add(() => {
      if (!over) void hangUp(api, connection);
    });
    const closed$ = from(api.closed(connection)).pipe(take(1), ignoreElements(), tap({ complete: end, error: end }));
    // Listening before telling: whoever is told may close it at once.
    merge(closed$, of(connection)).subscribe(subscriber);
  });

/**
 * Returns a {@link Dial} over an API of promises: libp2p, a database driver, WebTransport. (`from(open(address))` would
 * pass for a dial, too: one that closes as soon as it is established.)
 *
 * ```
 * open         ---c       ---c       ---#    ---c
 * closed          ---x       ---#                ------
 * close                                              1      once, in the turn of the unsubscription
 * dial         ---c--|    ---c--#    ---#    ---c---!
 * ```
 *
 * - Unsubscribed before `open` has an answer: the signal aborts, and what opens all the same is closed.
 * - Unsubscribed while open: `close` is called, once. It is not called when the connection is over by itself, closed or
 *   broken: most drivers want their `end()` from the side that ends it.
 * - An `open` that throws or rejects is a dial that failed, and so is a `closed` that throws; that connection is closed,
 *   since its end would go unnoticed.
 *
 * @throws ArgumentError if one of the three is no function
 *
 * @example
 * ```ts
 * const dial = dialFrom({
 *   open: (peer: PeerId, signal) => node.dial(peer, { signal }),
 *   closed: (connection) => fromEvent(connection, 'close'),
 *   close: (connection) => connection.close(),
 * });
 * ```
 */
export const dialFrom = <A, C>(api: ConnectionApi<A, C>): Dial<A, C> => {
  for (const name of ['open', 'closed', 'close'] as const)
    expectFunction<unknown>(name, Reflect.get(Object(api), name));

  return (address) => opening(api, address).pipe(switchMap((connection) => holding(api, connection)));
};

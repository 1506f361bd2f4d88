import {
  catchError,
  concat,
  defer,
  dematerialize,
  ignoreElements,
  materialize,
  of,
  repeat,
  switchMap,
  take,
  throwError,
  timeout as limit,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { expectDuration, expectFunction, expectKnown, expectPositive } from '../core/check.js';
import { ConnectionError } from '../core/errors.js';

/** Options of {@link heartbeat}. */
export interface HeartbeatOptions<C> {
  /** Asks the peer for a sign of life. Its first value, resolution or completion is the answer. */
  readonly ping: (connection: C) => ObservableInput<unknown>;
  /** From the connection to the first ping, and from each answer to the next ping, in milliseconds: a number > 0. */
  readonly every: number;
  /** How long an answer may take, in milliseconds: a number > 0. */
  readonly timeout: number;
}

/**
 * Returns an operator that passes a connection through and breaks it when the peer no longer answers: the only way to
 * notice a cut cable where nothing is sent. There is one ping at a time.
 *
 * ```
 * connection$                                c----------------
 * pings, only the first answered             ---^-!--^---!
 * heartbeat({ ping, every: 3, timeout: 4 })  c-----------#
 * ```
 *
 * A ping that completes without a value counts as answered, so that one which only resolves will do; one that must be
 * heard from has to emit when it is, and not before. The stream ends with its source, as that does.
 *
 * The stream errors with a {@link ConnectionError} `heartbeat` if there is no answer within `timeout`, or if `ping` throws
 * or errors (its `cause`).
 *
 * @throws ArgumentError if `ping` is no function, or `every` or `timeout` no duration
 *
 * @example
 * ```ts
 * dial(url).pipe(
 *   heartbeat({ ping: (socket) => (socket.send('ping'), fromEvent(socket, 'message')), every: 15_000, timeout: 5_000 }),
 * );
 * ```
 */
export const heartbeat = <C>(options: HeartbeatOptions<C>): MonoTypeOperatorFunction<C> => {
  expectKnown(options, ['ping', 'every', 'timeout']);
  const ping = expectFunction('ping', options.ping);
  const every = expectDuration('every', expectPositive('every', options.every));
  const timeout = expectDuration('timeout', expectPositive('timeout', options.timeout));

  const asked = (connection: C): Observable<never> =>
    defer(() => ping(connection)).pipe(
      catchError((cause: unknown) => throwError(() => new ConnectionError('heartbeat', 'The ping failed', { cause }))),
      take(1),
      limit({
        first: timeout,
        with: () => throwError(() => new ConnectionError('heartbeat', `No answer to a ping within ${timeout} ms`)),
      }),
      ignoreElements(),
    );
  const beating = (connection: C): Observable<never> =>
    timer(every).pipe(
      switchMap(() => asked(connection)),
      repeat(),
    );

  return (connection$) =>
    connection$.pipe(
      // The end as a value: `switchMap` hears of it at once, and the heart stops.
      materialize(),
      switchMap((notification) =>
        notification.kind === 'N' ? concat(of(notification), beating(notification.value)) : of(notification),
      ),
      dematerialize(),
    );
};

import {
  catchError,
  defer,
  dematerialize,
  identity,
  map,
  materialize,
  of,
  switchMap,
  take,
  tap,
  throwError,
  throwIfEmpty,
  timeout,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  type ObservableNotification,
  type OperatorFunction,
} from 'rxjs';
import { expectDuration, expectFunction, expectKnown, expectPositive } from '../core/check.js';
import { ConnectionError } from '../core/errors.js';

/** Options of {@link handshake}. */
export interface HandshakeOptions {
  /**
   * How long the handshake may take, in milliseconds from the connection on: a number > 0.
   *
   * @default none: the `dialTimeout` of the manager is the limit of an outbound one, nothing that of an inbound one
   */
  readonly timeout?: number | undefined;
}

const failed = (message: string, cause?: unknown): Observable<never> =>
  throwError(() => new ConnectionError('handshake', message, cause === undefined ? {} : { cause }));

const within = <D>(duration: number): MonoTypeOperatorFunction<D> =>
  timeout({
    first: duration,
    with: () => throwError(() => new ConnectionError('timeout', `The handshake took longer than ${duration} ms`)),
  });

/**
 * Returns an operator that turns a connection into a peer: connection in, `project`'s first value out. It serves a dial
 * and the `connection$` of an inbound connection alike. Thereafter the stream lives as long as the connection, and ends
 * as it does.
 *
 * ```
 * connection$              --c---------|    --c--|
 * project                    ---p             -----p
 * handshake(project)       -----p------|    -----#
 * ```
 *
 * `project` is unsubscribed from at its first value, when the connection ends, and when the stream is unsubscribed from.
 * What fails before there is a connection passes as it is. A dial has one connection; were there another, it would begin
 * anew with that one.
 *
 * The stream errors with a {@link ConnectionError}:
 * - `handshake` if `project` throws, errors (its `cause`) or completes without a value, or if the connection closes or
 *   breaks (its `cause`) meanwhile;
 * - `timeout` if it takes too long.
 *
 * @throws ArgumentError if `project` is no function or `timeout` no duration
 *
 * @example
 * ```ts
 * const dial = (address: Address) => tcp()(address).pipe(
 *   handshake((socket) => exchangeVersions(socket), { timeout: 10_000 }),
 * );
 * ```
 */
export const handshake = <C, D>(
  project: (connection: C) => ObservableInput<D>,
  options: HandshakeOptions = {},
): OperatorFunction<C, D> => {
  expectFunction('project', project);
  expectKnown(options, ['timeout']);
  const { timeout: duration } = options;
  const limited: MonoTypeOperatorFunction<D> =
    duration === undefined ? identity : within(expectDuration('timeout', expectPositive('timeout', duration)));

  const shake = (connection: C): Observable<D> =>
    defer(() => project(connection)).pipe(
      catchError((cause: unknown) => failed('The handshake failed', cause)),
      take(1),
      throwIfEmpty(() => new ConnectionError('handshake', 'The handshake ended without a peer')),
      limited,
    );

  return (connection$) =>
    defer(() => {
      let shaking = false;
      return connection$.pipe(
        // The end as a value: `switchMap` hears of it at once, and lets go of the handshake.
        materialize(),
        switchMap((notification): Observable<ObservableNotification<D>> => {
          if (notification.kind === 'N') {
            shaking = true;
            return shake(notification.value).pipe(
              tap(() => (shaking = false)),
              map((value) => ({ kind: 'N', value })),
            );
          }
          if (!shaking) return of(notification);
          return notification.kind === 'E'
            ? failed('The connection broke during the handshake', notification.error)
            : failed('The connection closed during the handshake');
        }),
        dematerialize(),
      );
    });
};

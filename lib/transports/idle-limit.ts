import type { Socket } from 'node:net';
import {
  concat,
  dematerialize,
  identity,
  materialize,
  mergeMap,
  of,
  switchMap,
  throwError,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import { ConnectionError } from '../core/errors.js';
import { silence } from './silence.js';

/**
 * Returns an operator that breaks a connection with a `timeout` when it has received nothing for `limit` milliseconds, and
 * ends with it. It counts from the connection on.
 *
 * ```
 * connection$      ---s-----------
 * bytes received   -----x---------
 * idleLimit(4)     ---s------#
 * ```
 */
export const idleLimit = <S extends Socket>(limit: number | undefined): MonoTypeOperatorFunction<S> => {
  if (limit === undefined) return identity;
  const expire = (socket: S) =>
    silence(socket, limit).pipe(
      mergeMap(() => throwError(() => new ConnectionError('timeout', `The peer sent nothing for ${limit} ms`))),
    );
  return (connection$) =>
    connection$.pipe(
      // The end as a value: `switchMap` hears of it at once, and the looks at the socket stop.
      materialize(),
      switchMap((notification) =>
        notification.kind === 'N' ? concat(of(notification), expire(notification.value)) : of(notification),
      ),
      dematerialize(),
    );
};

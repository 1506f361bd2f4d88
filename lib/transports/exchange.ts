import type { Duplex } from 'node:stream';
import { catchError, map, of, pipe, type OperatorFunction } from 'rxjs';
import type { Dialogue } from '../core/dialogue.js';
import { isConnectionError } from '../core/errors.js';
import { failDialAs } from '../operators/fail-dial-as.js';
import { handshake } from '../operators/handshake.js';
import { converse } from './converse.js';

/** A socket on which a dialogue was held, and what came of it. */
export interface Exchanged<S, T> {
  readonly socket: S;
  readonly answer: T;
}

/**
 * Returns an operator that holds a dialogue on a connection: a {@link handshake} whose errors are those of the dialogue, as
 * they are; and what `brokeOff` makes of the cause where the connection ended meanwhile.
 */
export const exchange = <S extends Duplex, T>(
  begin: () => Dialogue<T>,
  brokeOff: (cause: unknown) => unknown,
): OperatorFunction<S, Exchanged<S, T>> =>
  pipe(
    handshake((socket: S) =>
      converse(socket, begin).pipe(
        map((answer) => ({ socket, answer })),
        catchError((error: unknown) => of({ error })), // as a value: beyond the handshake it is thrown again
      ),
    ),
    failDialAs((error) => (isConnectionError(error, 'handshake') ? brokeOff(error.cause ?? error) : error)),
    map((outcome) => {
      if ('error' in outcome) throw outcome.error;
      return outcome;
    }),
  );

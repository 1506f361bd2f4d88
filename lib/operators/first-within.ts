import { identity, throwError, timeout, type MonoTypeOperatorFunction } from 'rxjs';
import { ConnectionError } from '../core/errors.js';

/**
 * Returns an operator that errors with a {@link ConnectionError} `timeout` if there is no first value within `duration`
 * milliseconds; `undefined` is no limit. `who` begins the message.
 *
 * ```
 * source                   --a------     ---------
 * firstWithin(4, 'They')   --a------     ----#
 * ```
 */
export const firstWithin = <T>(duration: number | undefined, who: string): MonoTypeOperatorFunction<T> =>
  duration === undefined
    ? identity
    : timeout({
        first: duration,
        with: () => throwError(() => new ConnectionError('timeout', `${who} had not answered within ${duration} ms`)),
      });

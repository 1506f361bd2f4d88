import type { EndReason, Id } from './request.js';

/** The words of {@link ConnectionError}: those of `ended`, and what can go wrong with one dial. */
export type ConnectionErrorCode = EndReason | 'timeout' | 'handshake' | 'heartbeat';

/**
 * Why a request has no connection. `cause` holds what was thrown below, `id` the live request of a `duplicate`.
 *
 * @example
 * ```ts
 * try {
 *   await handle.established();
 * } catch (error) {
 *   if (isConnectionError(error, 'duplicate')) console.log('already there:', manager.get(error.id)?.state);
 * }
 * ```
 */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: ConnectionErrorCode;
  declare readonly id?: Id;

  constructor(
    code: ConnectionErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly id?: Id } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    if (options.id !== undefined) this.id = options.id;
  }
}

/**
 * Returns whether `error` is a {@link ConnectionError}, of the given code if one is given. Goes by name and code, so that
 * it works across copies of the package.
 */
export const isConnectionError = <K extends ConnectionErrorCode = ConnectionErrorCode>(
  error: unknown,
  code?: K,
): error is ConnectionError & { readonly code: K } & (K extends 'duplicate' ? { readonly id: Id } : unknown) =>
  error instanceof Error &&
  error.name === 'ConnectionError' &&
  'code' in error &&
  (code === undefined || error.code === code);

/** An argument that cannot be. The message says what was expected and what was got. */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError';
  readonly code = 'argument';
}

import type { Address } from './address.js';
import { formatAddress } from './format-address.js';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the address is in use',
  EADDRNOTAVAIL: 'the address is not one of this machine',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  ENOTFOUND: 'the host has no address',
  EMFILE: 'there are no descriptors left',
};

/**
 * Why nothing comes in at an address: it could not be listened on, or no longer is. `code` is that of the system
 * (`EADDRINUSE`, `EACCES` …), `cause` its error.
 *
 * @example
 * ```ts
 * listen({ port: 8333 }).pipe(retry({ delay: (error) => (isListenError(error, 'EADDRINUSE') ? timer(1_000) : EMPTY) }));
 * ```
 */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;
  readonly address: Address;

  constructor(address: Address, cause: unknown) {
    const { code, message } = Object(cause) as { readonly code?: unknown; readonly message?: unknown };
    const known = typeof code === 'string' ? code : 'unknown';
    super(`Cannot listen on ${formatAddress(address)}: ${reasons[known] ?? String(message ?? cause)}`, { cause });
    this.code = known;
    this.address = address;
  }
}

/**
 * Returns whether `error` is a {@link ListenError}, of the given code if one is given. Goes by name and code, so that it
 * works across copies of the package.
 */
export const isListenError = <K extends string = string>(
  error: unknown,
  code?: K,
): error is ListenError & { readonly code: K } =>
  error instanceof Error &&
  error.name === 'ListenError' &&
  'code' in error &&
  (code === undefined || error.code === code);

/** What a {@link DnsError} may be about: the codes of `node:dns`, as far as they are of use here. */
export type DnsErrorCode =
  | 'ENOTFOUND' // no such name (NXDOMAIN)
  | 'ENODATA' // a name without an address
  | 'ESERVFAIL' // the server failed
  | 'EREFUSED' // the server does not answer us
  | 'EFORMERR' // the server did not understand
  | 'ENOTIMP' // the server does not know this kind of question
  | 'EBADNAME' // no name that can be asked for
  | 'EBADRESP' // what the server said is no answer
  | 'EOF'; // the server hung up

/** Why a DNS server gave no address. `code` is as in the errors of `node:dns`; `cause` holds what was thrown below. */
export class DnsError extends Error {
  override readonly name = 'DnsError';
  readonly code: DnsErrorCode;

  constructor(code: DnsErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
  }
}

/**
 * Returns whether `error` is a {@link DnsError}, of the given code if one is given. Goes by name and code, so that it works
 * across copies of the package.
 */
export const isDnsError = <K extends DnsErrorCode = DnsErrorCode>(
  error: unknown,
  code?: K,
): error is DnsError & { readonly code: K } =>
  error instanceof Error && error.name === 'DnsError' && 'code' in error && (code === undefined || error.code === code);

/** What a {@link LookupError} knows besides its code and message. */
export interface LookupErrorOptions {
  /** What the resolver said. */
  readonly cause?: unknown;
  /** What it said to each question, where there was more than one. */
  readonly errors?: readonly unknown[];
}

/**
 * Why a name has no addresses. `host` is the name, `cause` or `errors` what the resolver said, and `code` one of Node's:
 *
 * | code | |
 * | --- | --- |
 * | `ENOTFOUND` | there is no such name |
 * | `ENODATA` | the name has no addresses, or none of the family that is wanted |
 * | `EBADNAME` | it cannot be a name |
 * | `ESERVFAIL`, `EBADRESP` … | the resolver failed, or answered nonsense |
 * | `ETIMEOUT`, `ECONNREFUSED`, `EREFUSED`, `EAI_AGAIN` | no resolver answers us: something is wrong here, not with the name or its peer |
 *
 * @example
 * ```ts
 * if (isLookupError(error, 'ENOTFOUND')) console.log(`no such name: ${error.host}`);
 * ```
 */
export class LookupError extends Error {
  override readonly name = 'LookupError';
  readonly code: string;
  readonly host: string;
  declare readonly errors?: readonly unknown[];

  constructor(code: string, host: string, message: string, options: LookupErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.host = host;
    if (options.errors !== undefined) this.errors = options.errors;
  }
}

/**
 * Returns whether `error` is a {@link LookupError}, of the given code if one is given. Goes by name and code, so that it
 * works across copies of the package.
 */
export const isLookupError = (error: unknown, code?: string): error is LookupError =>
  error instanceof Error &&
  error.name === 'LookupError' &&
  'code' in error &&
  (code === undefined || error.code === code);

/** Why a ban was refused: `allowed`, since the subnet is one that is never banned. */
export type BanErrorCode = 'allowed';

/**
 * Why a ban was not made.
 *
 * @example
 * ```ts
 * try {
 *   banned.ban('127.0.0.1');
 * } catch (error) {
 *   if (isBanError(error, 'allowed')) console.log(`${error.subnet} is never banned`);
 * }
 * ```
 */
export class BanError extends Error {
  override readonly name = 'BanError';
  readonly code: BanErrorCode;
  /** What was to be banned. */
  readonly subnet: string;

  constructor(code: BanErrorCode, message: string, subnet: string) {
    super(message);
    this.code = code;
    this.subnet = subnet;
  }
}

/**
 * Returns whether `error` is a {@link BanError}, of the given code if one is given. Goes by name and code, so that it works
 * across copies of the package.
 */
export const isBanError = (error: unknown, code?: BanErrorCode): error is BanError =>
  error instanceof Error && error.name === 'BanError' && 'code' in error && (code === undefined || error.code === code);

/** What a {@link SocksError} may be about: the proxy itself, what it was asked, or what it answered. */
export type SocksErrorCode =
  // the proxy itself
  | 'proxy' // it cannot be reached, or hung up before it knew what we want
  | 'protocol' // it does not speak SOCKS 5
  | 'method' // it accepts none of the ways to sign in that we offer
  | 'auth' // it refuses our credentials
  | 'closed' // it hung up instead of answering the request
  // what it was asked
  | 'host' // no host that can be asked for
  | 'onion' // an onion name has no address that could be looked up
  // what it answered
  | 'failed' // 0x01
  | 'not-allowed' // 0x02
  | 'network-unreachable' // 0x03
  | 'host-unreachable' // 0x04: also a name that does not exist
  | 'refused' // 0x05
  | 'expired' // 0x06
  | 'command-unsupported' // 0x07
  | 'address-unsupported' // 0x08
  | 'onion-not-found' // 0xF0
  | 'onion-descriptor-invalid' // 0xF1
  | 'onion-introduction-failed' // 0xF2
  | 'onion-rendezvous-failed' // 0xF3
  | 'onion-auth-missing' // 0xF4
  | 'onion-auth-wrong' // 0xF5
  | 'onion-address-invalid' // 0xF6
  | 'onion-introduction-timeout' // 0xF7
  | 'unknown'; // any other status

/**
 * Why a SOCKS proxy did not do what it was asked. `status` is the number that it answered, if it answered one; `cause` holds
 * what was thrown below.
 *
 * A manager charges no address with what is wrong with the proxy: `proxy`, `protocol`, `method`, `auth`,
 * `network-unreachable`, `command-unsupported`, `address-unsupported`. The rest is the peer's failure.
 *
 * @example
 * ```ts
 * socks5({ proxy })(address).subscribe({
 *   error: (error) => {
 *     if (isSocksError(error, 'proxy')) console.log('Is Tor running?', error.message);
 *     else if (isSocksError(error)) console.log(error.code, error.status);
 *   },
 * });
 * ```
 */
export class SocksError extends Error {
  override readonly name = 'SocksError';
  readonly code: SocksErrorCode;
  declare readonly status?: number;

  constructor(
    code: SocksErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly status?: number } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    if (options.status !== undefined) this.status = options.status;
  }
}

/**
 * Returns whether `error` is a {@link SocksError}, of the given code if one is given. Goes by name and code, so that it works
 * across copies of the package.
 */
export const isSocksError = <K extends SocksErrorCode = SocksErrorCode>(
  error: unknown,
  code?: K,
): error is SocksError & { readonly code: K } =>
  error instanceof Error &&
  error.name === 'SocksError' &&
  'code' in error &&
  (code === undefined || error.code === code);

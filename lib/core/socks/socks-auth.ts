import { ArgumentError } from '../errors.js';

/** A user name of 1 to 255 bytes for a proxy, and a password of up to 255. */
export interface SocksAuth {
  readonly username: string;
  readonly password: string;
  /**
   * Whether a proxy that wants no credentials is turned down: Tor keeps streams apart by the credentials that it takes, and
   * by no others.
   *
   * @default false
   */
  readonly required?: boolean | undefined;
}

/** Never shows the value: it is a secret. */
const encode = (name: string, text: unknown, min: number): Uint8Array => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : undefined;
  if (bytes && bytes.length >= min && bytes.length <= 255) return bytes;
  const got = bytes ? `${bytes.length} bytes` : typeof text;
  throw new ArgumentError(`Expected \`${name}\` to be a text of ${min} to 255 bytes, got ${got}`);
};

/**
 * Returns credentials as a SOCKS proxy reads them.
 *
 * Source: RFC 1929, section 2, except that the password may be empty, as it may elsewhere.
 *
 * @throws ArgumentError if one is no text or too long
 */
export const encodeAuth = ({ username, password }: SocksAuth): Uint8Array => {
  const user = encode('username', username, 1);
  const pass = encode('password', password, 0);
  return Uint8Array.of(1, user.length, ...user, pass.length, ...pass);
};

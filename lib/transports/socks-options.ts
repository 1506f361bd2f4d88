import { randomBytes } from 'node:crypto';
import { expectDuration, expectKnown, expectPositive } from '../core/check.js';
import { ArgumentError } from '../core/errors.js';
import { encodeAuth, type SocksAuth } from '../core/socks/socks-auth.js';
import { expectBoolean } from './tcp-options.js';

/** How to sign in to a SOCKS proxy, and how long it may take. */
export interface SocksOptions {
  /**
   * A user name and a password. The proxy is offered both, to take them and to do without, unless they are `required`.
   *
   * @default none
   */
  readonly auth?: SocksAuth | undefined;
  /**
   * Whether each connection signs in with random credentials of its own. Tor then takes another circuit for each, so that
   * nobody can tell from the exit that they are of one client. A proxy that does without credentials is turned down. Not
   * together with `auth`.
   *
   * @default false
   */
  readonly isolate?: boolean | undefined;
  /**
   * How long all this may take, in milliseconds from the subscription to the answer of the proxy: a number > 0. Tor itself
   * gives up after two minutes.
   *
   * @default none for a connection, where the manager has its `dialTimeout`; 30_000 for a look-up
   */
  readonly timeout?: number | undefined;
}

/** The names of {@link SocksOptions}. */
export const socksOptionNames = ['auth', 'isolate', 'timeout'] as const;

/** {@link SocksOptions}, checked. */
export interface SocksSettings {
  /** What to sign in with: for each connection anew. */
  readonly auth: () => SocksAuth | undefined;
  readonly timeout: number | undefined;
}

const token = (): string => randomBytes(16).toString('hex');

const anyone = (): SocksAuth => ({ username: token(), password: token(), required: true });

const expectAuth = (auth: SocksAuth): SocksAuth => {
  expectKnown(auth, ['username', 'password', 'required'], 'credential');
  if (auth.required !== undefined) expectBoolean('required', auth.required);
  encodeAuth(auth);
  return auth;
};

/** Returns the settings that `options` ask for; throws an `ArgumentError` if one cannot be. */
export const socksSettings = ({ auth, isolate = false, timeout }: SocksOptions): SocksSettings => {
  const known = auth === undefined ? undefined : expectAuth(auth);
  const isolated = expectBoolean('isolate', isolate);
  if (known && isolated) {
    throw new ArgumentError(
      'Expected either `auth` or `isolate`, got both: credentials of their own keep connections apart',
    );
  }
  return {
    auth: isolated ? anyone : () => known,
    timeout: timeout === undefined ? undefined : expectDuration('timeout', expectPositive('timeout', timeout)),
  };
};

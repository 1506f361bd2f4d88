import type { Dialogue } from '../dialogue.js';
import { expectSocks } from './expect-socks.js';
import { hear } from './hear.js';
import { encodeAuth, type SocksAuth } from './socks-auth.js';
import { SocksError } from './socks-error.js';

const method = { none: 0, password: 2, noneOfThese: 0xff } as const;

const methodsOf = (auth: SocksAuth | undefined): readonly number[] => {
  if (!auth) return [method.none];
  return auth.required ? [method.password] : [method.none, method.password];
};

/**
 * The first half of what is said to a SOCKS proxy: how to sign in, and the credentials if the proxy wants them. Offers no
 * credentials, unless there are some; then it offers both, and the proxy chooses.
 *
 * Source: RFC 1928, section 3; RFC 1929.
 *
 * @throws SocksError `protocol`, `method`, `auth`, or `proxy` if the proxy hangs up
 */
export function* socksSignIn(auth?: SocksAuth): Dialogue<void> {
  const methods = methodsOf(auth);
  const [version, chosen = method.noneOfThese] = yield* hear(2, 'proxy', Uint8Array.of(5, methods.length, ...methods));
  expectSocks(version);
  if (chosen === method.noneOfThese) {
    const offered = auth?.required
      ? 'a user name and a password'
      : auth
        ? 'with or without credentials'
        : 'without credentials';
    throw new SocksError('method', `The proxy does not let us sign in ${offered}`);
  }
  if (!methods.includes(chosen)) {
    throw new SocksError('protocol', `The proxy wants a way to sign in that was not offered: ${chosen}`);
  }
  if (!auth || chosen === method.none) return;
  // The version of this answer is not looked at: some proxies put that of SOCKS there.
  const [, status] = yield* hear(2, 'proxy', encodeAuth(auth));
  if (status !== 0) throw new SocksError('auth', 'The proxy does not accept the credentials');
}

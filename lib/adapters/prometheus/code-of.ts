import type { ConnectionErrorCode } from '../../core/errors.js';
import type { SocksErrorCode } from '../../core/socks/socks-error.js';
import { keysOf } from './keys-of.js';

const connectionCodes: ReadonlySet<string> = keysOf<ConnectionErrorCode>({
  removed: 0,
  stopped: 0,
  closed: 0,
  failed: 0,
  duplicate: 0,
  banned: 0,
  full: 0,
  surplus: 0,
  suspended: 0,
  timeout: 0,
  handshake: 0,
  heartbeat: 0,
});

const socksCodes: ReadonlySet<string> = keysOf<SocksErrorCode>({
  proxy: 0,
  protocol: 0,
  method: 0,
  auth: 0,
  closed: 0,
  host: 0,
  onion: 0,
  failed: 0,
  'not-allowed': 0,
  'network-unreachable': 0,
  'host-unreachable': 0,
  refused: 0,
  expired: 0,
  'command-unsupported': 0,
  'address-unsupported': 0,
  'onion-not-found': 0,
  'onion-descriptor-invalid': 0,
  'onion-introduction-failed': 0,
  'onion-rendezvous-failed': 0,
  'onion-auth-missing': 0,
  'onion-auth-wrong': 0,
  'onion-address-invalid': 0,
  'onion-introduction-timeout': 0,
  unknown: 0,
});

/** Of the system, of a resolver, and of the package's stores: those that tell an operator something. */
const plainCodes: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'EPROTO', 'EHOSTUNREACH', 'EHOSTDOWN'],
  ...['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EADDRINUSE', 'EAFNOSUPPORT', 'EACCES', 'EPERM', 'ENOENT'],
  ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'ENOSPC', 'EIO', 'EROFS'],
  ...['ENOTFOUND', 'ENODATA', 'EBADNAME', 'ESERVFAIL', 'EBADRESP', 'EREFUSED', 'ETIMEOUT', 'EAI_AGAIN'],
  ...['damaged', 'newer', 'locked', 'too-large', 'io', 'feed', 'load', 'save', 'unreadable', 'argument'],
]);

/** Codes of OpenSSL and of Node's TLS, of which there are hundreds. */
const tls = /^(ERR_(TLS|SSL)_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_|INVALID_CA$)/;

const known = (name: unknown, code: unknown): string | undefined => {
  if (typeof code !== 'string') return undefined;
  if (name === 'ConnectionError' && connectionCodes.has(code)) return code;
  if (name === 'SocksError' && socksCodes.has(code)) return `socks-${code}`;
  if (tls.test(code)) return 'tls';
  return plainCodes.has(code) ? code : undefined;
};

/** An error, and what it was caused by, as deep as anybody would look. */
const chainOf = (error: unknown): readonly object[] => {
  const chain: object[] = [];
  for (let one = error; typeof one === 'object' && one !== null && chain.length < 8;) {
    chain.push(one);
    one = (one as { readonly cause?: unknown }).cause;
  }
  return chain;
};

/**
 * Returns a word for an error out of a closed list, so that it may be a label: one of `own` if the error or what caused it has
 * such a `code`, else the first code that is known, else `other`. Never a message. Never throws, whatever the error is.
 */
export const codeOf = (error: unknown, own: ReadonlySet<unknown>): string => {
  try {
    const chain = chainOf(error) as readonly { readonly name?: unknown; readonly code?: unknown }[];
    const mine = chain.find(({ code }) => own.has(code));
    if (mine) return mine.code as string;
    for (const { name, code } of chain) {
      const word = known(name, code);
      if (word !== undefined) return word;
    }
  } catch {
    // What looks like an error may throw at each look.
  }
  return 'other';
};

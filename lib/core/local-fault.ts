import { isProxyFault } from './socks/is-proxy-fault.js';

/** Codes of what is wrong on this machine, or between it and the network. */
const localCodes: ReadonlySet<unknown> = new Set([
  ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAI_MEMORY'], // out of descriptors, of buffers, of memory
  ...['EADDRNOTAVAIL', 'EADDRINUSE'], // out of local ports, or bound to an address that is gone
  ...['ENETDOWN', 'ENETUNREACH', 'EAFNOSUPPORT'], // no interface, no route, no such protocol
  ...['EACCES', 'EPERM', 'ERR_ACCESS_DENIED'], // a firewall or a sandbox of our own
  'EAI_AGAIN', // no resolver answers
]);

/** Codes of a `LookupError` that say that no resolver answers us. Of a dial, the second would be the peer's. */
const resolverCodes: ReadonlySet<unknown> = new Set(['ETIMEOUT', 'ECONNREFUSED', 'EREFUSED']);

/** What is looked at already, for errors that lead back to themselves: those count as the peer's. */
type Known = Map<unknown, boolean>;

const judge = (error: unknown, known: Known): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const before = known.get(error);
  if (before !== undefined) return before;
  known.set(error, false);
  const { name, code, cause, errors } = error as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly cause?: unknown;
    readonly errors?: unknown;
  };
  // What a resolver refused is in its errors, as if a peer had.
  const resolver = name === 'LookupError' && resolverCodes.has(code);
  // Before the code: Node gives an aggregate the code of the first of its errors.
  const several = Array.isArray(errors) && errors.length > 0;
  const local =
    resolver ||
    (several
      ? errors.every((one) => judge(one, known))
      : localCodes.has(code) || isProxyFault(error) || judge(cause, known));
  known.set(error, local);
  return local;
};

/**
 * Returns whether an error says that something is wrong here, not with the peer: such a failure is charged to no address.
 *
 * Here: descriptors, memory, local ports, permissions, a network that is down or has no route, a resolver that does not
 * answer. The peer's are a refusal, a reset, a silence, a host that cannot be reached and a name that does not exist:
 * ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, ENOTFOUND and whatever else. Where a `LookupError` says
 * ECONNREFUSED, a resolver refused us, no peer. What is wrong with a proxy is wrong here, what it says of the peer is not: see
 * `isProxyFault`. An error is looked through to its `cause`; of several `errors` all must be local. Never throws, whatever
 * the error is.
 */
export const isLocalFault = (error: unknown): boolean => {
  try {
    return judge(error, new Map());
  } catch {
    return false;
  }
};

import { isProxyFault } from './socks/is-proxy-fault.js';

/** Codes of what is wrong on this machine, or between it and the network. */
const localCodes: ReadonlySet<unknown> = new Set([
  ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAI_MEMORY'], // out of descriptors, of buffers, of memory
  ...['EADDRNOTAVAIL', 'EADDRINUSE'], // out of local ports, or bound to an address that is gone
  ...['ENETDOWN', 'ENETUNREACH', 'EAFNOSUPPORT'], // no interface, no route, no such protocol
  ...['EACCES', 'EPERM', 'ERR_ACCESS_DENIED'], // a firewall or a sandbox of our own
  'EAI_AGAIN', // no resolver answers
]);

/** What is looked at already, for errors that lead back to themselves: those count as the peer's. */
type Known = Map<unknown, boolean>;

const judge = (error: unknown, known: Known): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const before = known.get(error);
  if (before !== undefined) return before;
  known.set(error, false);
  const { code, cause, errors } = error as {
    readonly code?: unknown;
    readonly cause?: unknown;
    readonly errors?: unknown;
  };
  // Before the code: Node gives an aggregate the code of the first of its errors.
  const several = Array.isArray(errors) && errors.length > 0;
  const local = several
    ? errors.every((one) => judge(one, known))
    : localCodes.has(code) || isProxyFault(error) || judge(cause, known);
  known.set(error, local);
  return local;
};

/**
 * Returns whether an error says that something is wrong here, not with the peer: such a failure is charged to no address.
 *
 * Here: descriptors, memory, local ports, permissions, a network that is down or has no route, a resolver that does not
 * answer. The peer's are a refusal, a reset, a silence, a host that cannot be reached and a name that does not exist:
 * ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, ENOTFOUND and whatever else. What is wrong with a proxy is wrong here,
 * what it says of the peer is not: see `isProxyFault`. An error is looked through to its `cause`; of several `errors` all
 * must be local. Never throws, whatever the error is.
 */
export const isLocalFault = (error: unknown): boolean => {
  try {
    return judge(error, new Map());
  } catch {
    return false;
  }
};

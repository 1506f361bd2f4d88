/** Descriptors, ports, memory, permissions and routes are ours; a refusal, a reset or a silence is the peer's. */
const localCodes = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'EADDRINUSE',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOBUFS',
  'ENOMEM',
  'EACCES',
  'EPERM',
]);

const judge = (error: unknown, depth: number): boolean => {
  if (typeof error !== 'object' || error === null || depth > 8) return false;
  const { code, cause, errors } = error as { readonly code?: unknown; readonly cause?: unknown; readonly errors?: unknown };
  if (typeof code === 'string' && localCodes.has(code)) return true;
  if (Array.isArray(errors) && errors.length > 0) return errors.every((one) => judge(one, depth + 1));
  return judge(cause, depth + 1);
};

/**
 * Returns whether an error says that something is wrong here rather than with the peer: it is charged to no address.
 * Looks at `code`, at the `errors` of an aggregate (all of them must be local), and through `cause`.
 */
export const isLocalFault = (error: unknown): boolean => {
  try {
    return judge(error, 0);
  } catch {
    return false; // an error whose getters throw
  }
};

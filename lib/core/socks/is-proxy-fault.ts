import { isSocksError, type SocksErrorCode } from './socks-error.js';

/** The statuses among them are what `ENETUNREACH` and `EAFNOSUPPORT` are without a proxy. */
const codes: ReadonlySet<SocksErrorCode> = new Set<SocksErrorCode>([
  ...(['proxy', 'protocol', 'method', 'auth'] as const),
  ...(['network-unreachable', 'command-unsupported', 'address-unsupported'] as const),
]);

/** Returns whether `error` is a {@link SocksError} about the proxy, not about the peer behind it. */
export const isProxyFault = (error: unknown): boolean => isSocksError(error) && codes.has(error.code);

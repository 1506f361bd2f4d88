import type { Address } from './address.js';

/**
 * Returns the text of an address, `host:port` or `[v6]:port`, with the host as it is spelt: the inverse of `parseAddress`.
 *
 * @example
 * ```ts
 * formatAddress({ host: '2001:db8::1', port: 8333 }); // '[2001:db8::1]:8333'
 * ```
 */
export const formatAddress = ({ host, port }: Address): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;

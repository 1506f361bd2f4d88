import type { Address } from './address.js';

/**
 * Returns the text of an address: `host:port`, or `[v6]:port`.
 *
 * @example
 * ```ts
 * formatAddress({ host: '2001:db8::1', port: 8333 }); // '[2001:db8::1]:8333'
 * ```
 */
export const formatAddress = ({ host, port }: Address): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

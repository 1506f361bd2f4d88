import type { Subnet } from './parse-subnet.js';

/**
 * Returns the text of a subnet: `192.0.2.0/24`, `2001:db8::/32`; of a single address, or a name, just that. `parseSubnet`
 * is its inverse.
 *
 * @example
 * ```ts
 * formatSubnet({ host: '192.0.2.0', prefix: 24 }); // '192.0.2.0/24'
 * formatSubnet({ host: '192.0.2.7', prefix: 32 }); // '192.0.2.7'
 * ```
 */
export const formatSubnet = ({ host, prefix }: Subnet): string =>
  prefix === undefined || prefix === (host.includes(':') ? 128 : 32) ? host : `${host}/${prefix}`;

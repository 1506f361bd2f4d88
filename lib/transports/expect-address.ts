import type { Address } from '../core/address.js';
import { refuse } from '../core/check.js';

/** Throws an `ArgumentError` if `address` has no host or no port that could be dialled. */
export const expectAddress = (address: Address): void => {
  if (typeof address !== 'object' || address === null) refuse('address', 'a host and a port', address);
  const { host, port } = address;
  // Node takes an empty host for localhost.
  if (typeof host !== 'string' || host === '') refuse('host', 'an IP address or a host name', host);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) refuse('port', 'a whole number from 1 to 65535', port);
};

import type { Address } from '../core/address.js';
import { refuse, show } from '../core/check.js';
import { ConnectionError } from '../core/errors.js';
import { isOnion } from '../core/is-onion.js';

/**
 * Throws if no socket of ours should be opened to `address`: an `ArgumentError` for what is no host or port, a
 * {@link ConnectionError} for an onion name, which no resolver may ever see (RFC 7686).
 */
export const expectDialable = ({ host, port }: Address): void => {
  // Node takes an empty host for localhost.
  if (typeof host !== 'string' || host === '') refuse('host', 'an IP address or a host name', host);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) refuse('port', 'a whole number from 1 to 65535', port);
  if (isOnion(host)) throw new ConnectionError('failed', `${show(host)} needs a proxy: it is reached through Tor only`);
};

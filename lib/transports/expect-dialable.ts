import type { Address } from '../core/address.js';
import { show } from '../core/check.js';
import { ConnectionError } from '../core/errors.js';
import { isOnion } from '../core/is-onion.js';
import { expectAddress } from './expect-address.js';

/**
 * Throws if no socket of ours should be opened to `address`: an `ArgumentError` for what is no host or port, a
 * {@link ConnectionError} for an onion name, which no resolver may ever see (RFC 7686).
 */
export const expectDialable = (address: Address): void => {
  expectAddress(address);
  if (isOnion(address.host)) {
    throw new ConnectionError('failed', `${show(address.host)} needs a proxy: it is reached through Tor only`);
  }
};

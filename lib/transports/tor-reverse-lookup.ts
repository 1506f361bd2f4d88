import type { Observable } from 'rxjs';
import type { Address } from '../core/address.js';
import { expectKnown } from '../core/check.js';
import { askTor } from './ask-tor.js';
import { socksOptionNames, type SocksOptions } from './socks-options.js';

/**
 * Returns a function that has Tor find the name of an IP address, at an exit: the reverse of `torLookup`, with the same
 * limits and errors. An address without a name is a `SocksError` `host-unreachable`; what is no IP address, `host`.
 * The name is only a claim of whoever has the address.
 *
 * Source: Tor's socks-extensions, `RESOLVE_PTR`.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * torReverseLookup({ host: '127.0.0.1', port: 9050 })('192.0.2.1').subscribe((name) => console.log(name));
 * ```
 */
export const torReverseLookup = (
  proxy: Address,
  options: SocksOptions = {},
): ((address: string) => Observable<string>) => {
  expectKnown(options, socksOptionNames);
  return askTor('resolve-ptr', proxy, options);
};

import { catchError, from, map, type Observable } from 'rxjs';
import type { Address } from '../core/address.js';
import { expectFunction, expectKnown } from '../core/check.js';
import type { Lookup } from '../core/lookup.js';
import { isSocksError } from '../core/socks/socks-error.js';
import { askTor } from './ask-tor.js';
import { socksOptionNames, type SocksOptions } from './socks-options.js';

/** The options of {@link torLookup}. */
export interface TorLookupOptions extends SocksOptions {
  /**
   * Who is asked where the proxy does not know the command, as most proxies other than Tor do not.
   *
   * @default nobody: that is an error
   */
  readonly otherwise?: Lookup | undefined;
}

/**
 * Returns a {@link Lookup} that has Tor resolve names, at an exit: neither the system's resolver nor anybody near learns of
 * them. Subscribing opens a connection to the proxy; unsubscribing destroys it in the same turn.
 *
 * ```
 * answered                ------(a|)      a: ['192.0.2.1']
 * no such name            ------#         SocksError host-unreachable, status 4
 * Tor's network is down   --- 30s ---#    ConnectionError timeout
 * ```
 *
 * Tor answers with one address, IPv4 or IPv6, of all that a name has, and keeps it for a while; and with none where the
 * answer is longer than 512 bytes. With `isolate`, several look-ups reach several exits, which may answer otherwise.
 *
 * Errors with a `SocksError`: `onion` for an onion name, which has no address; `proxy` if the proxy cannot be reached;
 * else as `socksConnect` does. A limit always holds, since Tor hangs for two minutes when its network does.
 *
 * Source: Tor's socks-extensions, `RESOLVE`.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * fromDnsSeeds(seeds, { port: 8333, lookup: torLookup({ host: '127.0.0.1', port: 9050 }) });
 * ```
 */
export const torLookup = (
  proxy: Address,
  options: TorLookupOptions = {},
): ((name: string) => Observable<readonly string[]>) => {
  expectKnown(options, [...socksOptionNames, 'otherwise']);
  const { otherwise } = options;
  if (otherwise !== undefined) expectFunction('otherwise', otherwise);
  const ask = askTor('resolve', proxy, options);
  return (name) =>
    ask(name).pipe(
      map((address) => [address]),
      catchError((error: unknown) => {
        if (otherwise && isSocksError(error, 'command-unsupported')) return from(otherwise(name));
        throw error;
      }),
    );
};

import type { Address } from '../core/address.js';
import { canonicalIp } from '../core/canonical-ip.js';
import { expectDuration, expectFunction, expectKnown } from '../core/check.js';
import type { Dial } from '../core/dial.js';
import { isOnion } from '../core/is-onion.js';
import type { Lookup } from '../core/lookup.js';
import { defaultStagger, raceAddresses } from './race-addresses.js';

/** Options of {@link resolving}. */
export interface ResolvingOptions {
  /** Who knows the addresses of a name: `dnsLookup()` of `rx-connmgr/node`, or a function of your own. */
  readonly lookup: Lookup;
  /** Milliseconds after which the next address is dialled beside those under way. @default 250 */
  readonly stagger?: number | undefined;
}

/**
 * Returns a dial that knows names: where the host is one, it is looked up anew for each dial, and its addresses are raced
 * through `dial`, IPv6 and IPv4 by turns. Each next one begins 250 ms after the one before, or at once when one fails, and
 * none is ended for being slow; the first to connect wins, the others are closed in the same turn.
 *
 * ```
 * lookup of the name        --(l|)
 * dial of its IPv6 address    -----…          silent
 * dial of its IPv4 address    250ms --c---|
 * resolving(dial)           -- 250ms --c---|
 * ```
 *
 * Each address is a copy of the given one with another `host`. A host that is an IP address is dialled as it is; and so is
 * an onion name: no resolver may ever see one (RFC 7686), and what `dial` makes of it is its own. At most 64 addresses of a
 * name are dialled. What is no IP address in an answer is dropped.
 *
 * The dial errors with a `LookupError` if the name has no addresses, and with a `DialError` if none of several
 * can be connected to: both are failed attempts like any other, so that a permanent peer is looked up again later. Not for
 * a dial through a proxy, which is to resolve names itself.
 *
 * `tcp` and `tls` of `rx-connmgr/node` do this by themselves.
 *
 * @throws ArgumentError if `dial` or `lookup` is no function, or `stagger` no duration
 * @example
 * ```ts
 * const dial = resolving(quic, { lookup: dnsLookup() });
 * manager.connect({ host: 'peer.example.com', port: 8333 }, { permanent: true });
 * ```
 * Source: RFC 8305 ("happy eyeballs").
 */
export const resolving = <A extends Address, C>(dial: Dial<A, C>, options: ResolvingOptions): Dial<A, C> => {
  expectFunction('dial', dial);
  expectKnown(options, ['lookup', 'stagger']);
  const lookup = expectFunction('lookup', options.lookup);
  const stagger = expectDuration('stagger', options.stagger ?? defaultStagger);
  const race = { lookup, stagger, usable: () => true };

  return (address) =>
    canonicalIp(address.host) !== undefined || isOnion(address.host)
      ? dial(address)
      : raceAddresses(address.host, race, (host) => dial({ ...address, host }));
};

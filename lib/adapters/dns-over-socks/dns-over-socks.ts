import { catchError, defer, forkJoin, map, of, take, type Observable } from 'rxjs';
import type { Address } from '../../core/address.js';
import { canonicalHost } from '../../core/canonical-host.js';
import { expectDuration, expectKnown, expectPositive } from '../../core/check.js';
import { isIpAddress } from '../../core/is-ip-address.js';
import { firstWithin } from '../../operators/first-within.js';
import { exchange } from '../../transports/exchange.js';
import { expectAddress } from '../../transports/expect-address.js';
import { socksOptionNames, type SocksOptions } from '../../transports/socks-options.js';
import { socks5 } from '../../transports/socks5.js';
import { dnsDialogue } from './dns-dialogue.js';
import { DnsError } from './dns-error.js';
import type { AddressRecord } from './dns-message.js';
import { dnsName } from './dns-name.js';

/** The options of {@link dnsOverSocks}. */
export interface DnsOverSocksOptions extends SocksOptions {
  /** The proxy that makes the connection to the server. */
  readonly proxy: Address;
  /** A DNS server that answers over TCP and resolves for everybody, mostly on port 53. The proxy has to reach it. */
  readonly server: Address;
}

const patience = 30_000;

const brokeOff = (cause: unknown): DnsError =>
  new DnsError('EOF', 'The DNS server broke off before it had answered', { cause });

/** What was found of one kind, or why nothing was. */
interface Outcome {
  readonly addresses: readonly string[];
  readonly error?: unknown;
}

/** All addresses; the error of the first kind that has one where there are none. */
const joined = (name: string, outcomes: readonly Outcome[]): readonly string[] => {
  const addresses = outcomes.flatMap((outcome) => outcome.addresses);
  if (addresses.length > 0) return [...new Set(addresses)];
  const failed = outcomes.find((outcome) => 'error' in outcome);
  throw failed ? failed.error : new DnsError('ENODATA', `The name \`${name}\` has no address`);
};

/**
 * Returns a `Lookup` that asks a DNS server over TCP, through a SOCKS proxy: for proxies that resolve no names themselves, as
 * Tor does. IPv4 and IPv6 are asked for at once, over a connection each; what one of them finds is enough.
 *
 * ```
 * IPv4                     -----4
 * IPv6                     -------6
 * dnsOverSocks(options)    -------(a|)      a: both
 * ```
 *
 * The server learns the name, and of the proxy; the system's resolver learns nothing. All addresses of a name are found, not
 * one as by `torLookup`.
 *
 * Errors with a {@link DnsError} if the server has no address, with a `SocksError` if the proxy does not lead there (or
 * `onion` for an onion name, which has no address), with a `ConnectionError` `timeout` if it takes too long.
 *
 * Source: RFC 1035, RFC 7766.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * const proxy = { host: '127.0.0.1', port: 1080 };
 * const lookup = torLookup(proxy, { otherwise: dnsOverSocks({ proxy, server: { host: '192.0.2.53', port: 53 } }) });
 * ```
 */
export const dnsOverSocks = (options: DnsOverSocksOptions): ((name: string) => Observable<readonly string[]>) => {
  expectKnown(options, ['proxy', 'server', ...socksOptionNames]);
  const { proxy, server, auth, isolate, timeout = patience } = options;
  expectDuration('timeout', expectPositive('timeout', timeout));
  expectAddress(server);
  const server$ = socks5({ proxy, auth, isolate })(server);

  const ask = (name: string, type: AddressRecord): Observable<Outcome> =>
    server$.pipe(
      exchange(() => dnsDialogue(name, type), brokeOff),
      take(1),
      firstWithin(timeout, 'The DNS server behind the proxy'),
      map(({ answer }): Outcome => ({ addresses: answer })),
      catchError((error: unknown) => of({ addresses: [], error })),
    );

  return (text) =>
    defer(() => {
      const host = canonicalHost(text);
      if (isIpAddress(host)) return of([host]);
      const name = dnsName(text);
      return forkJoin([ask(name, 'A'), ask(name, 'AAAA')]).pipe(map((outcomes) => joined(name, outcomes)));
    });
};

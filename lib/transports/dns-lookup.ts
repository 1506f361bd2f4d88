import { Resolver } from 'node:dns';
import { isIP } from 'node:net';
import {
  NEVER,
  Observable,
  combineLatest,
  defer,
  finalize,
  map,
  of,
  startWith,
  switchMap,
  take,
  throwError,
  timer,
} from 'rxjs';
import { asLookupError } from '../core/as-lookup-error.js';
import { interleaveFamilies } from '../core/interleave-families.js';
import { isOnion } from '../core/is-onion.js';
import { LookupError } from '../core/lookup-error.js';
import type { Lookup } from '../core/lookup.js';
import { show } from '../core/show.js';
import { dnsLookupSettings, type DnsLookupOptions, type Family } from './dns-lookup-options.js';

/** What one question came to, or nothing yet. */
type Outcome = readonly string[] | LookupError | undefined;

/** Milliseconds for the other family, once one has answered: some servers never answer what they do not know. */
const grace = 1_000;

const loopback = { 4: '127.0.0.1', 6: '::1' } as const;
const isLocal = (name: string): boolean => /(?:^|\.)localhost\.?$/i.test(name);

const ask = (resolver: Resolver, family: Family, name: string): Observable<Outcome> =>
  new Observable<Outcome>((subscriber) => {
    const done = (cause: NodeJS.ErrnoException | null, ips: string[]) => {
      subscriber.next(cause ? asLookupError(name, cause) : ips);
      subscriber.complete();
    };
    if (family === 4) resolver.resolve4(name, done);
    else resolver.resolve6(name, done);
  });

const isAnswer = (outcome: Outcome): outcome is readonly string[] => Array.isArray(outcome) && outcome.length > 0;

/** That the other family has no addresses says less than why this one has none. */
const failureOf = (name: string, outcomes: readonly Outcome[], timeout: number): LookupError => {
  const errors = outcomes.map((outcome) => {
    if (outcome instanceof LookupError) return outcome;
    if (outcome) return new LookupError('ENODATA', name, `${show(name)} has no addresses`);
    return new LookupError('ETIMEOUT', name, `No resolver answered for ${show(name)} within ${timeout} ms`);
  });
  const telling = errors.find(({ code }) => code !== 'ENODATA') ?? errors[0];
  return new LookupError(telling?.code ?? 'ENODATA', name, telling?.message ?? '', { errors });
};

/**
 * Returns a lookup that asks DNS itself, by way of `node:dns`: for IPv6 and IPv4 addresses side by side. It emits both
 * answers joined, by turns; where one family fails, is unknown or is not answered within a second of the other, it emits the
 * other alone. Unsubscribing cancels the questions in the same turn, which the system's own resolver cannot.
 *
 * ```
 * AAAA         --6          --#    --#     -----…
 * A            ----4        ----4  ----#   --4
 * dnsLookup()  ----(j|)     ----4  ----#   -- 1s 4       j: both
 * ```
 *
 * A truncated answer is asked for again by TCP. The hosts file is not read; `localhost` is the loopback address (RFC 6761),
 * an IP address is its own answer, and an onion name is never asked for (RFC 7686): it is `ENOTFOUND`. A question is repeated
 * when there is no answer, and to each of the servers.
 *
 * The lookup errors with a {@link LookupError} if no family has an address, with Node's `code` and what became of each
 * question in `errors`. `ETIMEOUT`, `ECONNREFUSED` and `EREFUSED` are those of a resolver: they say that something is wrong
 * here, and no peer is blamed for them.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * const lookup = dnsLookup({ servers: ['192.0.2.53'], timeout: 5_000 });
 * from(lookup('seed.example.com')).subscribe({ next: console.log, error: ({ code }) => console.log(code) });
 * ```
 */
export const dnsLookup = (options: DnsLookupOptions = {}): Lookup => {
  const { servers, timeout, families } = dnsLookupSettings(options);
  // Repeated within the time there is, with growing gaps: c-ares would end after its last try.
  const patience = { timeout: Math.max(1, Math.floor(timeout / 6)), tries: 4 };

  const resolve = (name: string): Observable<readonly string[]> =>
    defer(() => {
      const resolver = new Resolver(patience);
      if (servers) resolver.setServers(servers);
      const outcomes$ = combineLatest(families.map((family) => ask(resolver, family, name).pipe(startWith(undefined))));
      const late$ = timer(timeout).pipe(
        map(() => true),
        startWith(false),
      );
      return combineLatest([outcomes$, late$]).pipe(
        switchMap(([outcomes, late]) => {
          if (late || !outcomes.includes(undefined)) return of(outcomes);
          return outcomes.some(isAnswer) ? timer(grace).pipe(map(() => outcomes)) : NEVER;
        }),
        take(1),
        map((outcomes) => {
          const ips = outcomes.filter(isAnswer).flat();
          if (ips.length === 0) throw failureOf(name, outcomes, timeout);
          return interleaveFamilies([...new Set(ips)]);
        }),
        finalize(() => resolver.cancel()),
      );
    });

  return (name) => {
    if (isIP(name)) return of([name]);
    if (isOnion(name)) {
      const message = `${show(name)} is not to be looked up: it is reached through Tor only`;
      return throwError(() => new LookupError('ENOTFOUND', name, message));
    }
    if (isLocal(name)) return of(families.map((family) => loopback[family]));
    return resolve(name);
  };
};

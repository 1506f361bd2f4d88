import {
  EMPTY,
  asyncScheduler,
  catchError,
  defer,
  distinct,
  ignoreElements,
  merge,
  mergeAll,
  mergeMap,
  of,
  repeat,
  share,
  takeUntil,
  tap,
  throwError,
  timeout as limitTo,
  timer,
  type Observable,
} from 'rxjs';
import { refuse } from '../core/check.js';
import { LookupError } from '../core/lookup-error.js';
import { randomBelow } from '../core/random-below.js';
import { show } from '../core/show.js';
import { shuffled } from '../core/shuffled.js';
import type { Sighting } from '../core/sighting.js';
import { answers } from '../operators/answers.js';
import { dnsSeedsSettings, type DnsSeedsOptions, type SeedFailure } from './dns-seeds-options.js';
import { SeedRests } from './seed-rests.js';
import { seedQuestion, type Seed, type SeedQuestion } from './seed.js';

/** Seconds: an address of a seed counts as last seen at least three days ago, and less than four days before that. */
const [ago, spread] = [3 * 86_400, 4 * 86_400];

/** Milliseconds after which a silent seed is still listened to, but makes room for the next. */
const patience = 5_000;

/**
 * Returns an observable of the addresses that DNS seeds give. Nothing is asked before it is subscribed to. The seeds are
 * asked in random order, three at a time, each next one as another has answered or failed, so that whoever has enough
 * unsubscribes and the rest is not asked.
 *
 * ```
 * a                          --(12|)
 * b                          ----#            failed({ seed: 'b', … })
 * c                          ---------…       silent
 * d, asked when a is done      --(3|)
 * fromDnsSeeds([a, b, c, d]) --(12)3----…  30s |
 * ```
 *
 * - A seed that fails, answers nonsense or nothing that is routable, or is silent for 30 s, is told to `failed` and holds up
 *   no other. At most 256 of its answers are looked at. An address is emitted once, whoever gives it.
 * - The stream completes when all have been asked, if at least one has given addresses. As long as none has, as on a machine
 *   that starts without a network, those that failed are asked again.
 * - A seed that failed is not asked before its back-off is over, which grows with each failure in a row: not by another
 *   subscription either. So `repeat({ delay: 3_600_000 })`, which asks for fresh addresses each hour, asks the dead ones
 *   ever more rarely.
 *
 * Each address is a {@link Sighting}: `seen` is a time between three and seven days ago, in milliseconds since the epoch,
 * so that what peers tell of each other goes before it; `services` are those that the seed was asked for, if it was asked
 * for any. It never errors because of a seed.
 *
 * @throws ArgumentError if an option cannot be, or a seed is no host name
 * @example
 * ```ts
 * const seeds = ['seed.bitcoin.sipa.be', 'dnsseed.emzy.de', { host: 'dnsseed.bitcoin.dashjr.org', filtering: false }];
 * const address$ = fromDnsSeeds(seeds, { port: 8333, services: 9n, lookup: dnsLookup() });
 * const manager = new ConnectionManager({ dial: tcp(), addresses: address$ });
 * ```
 * Source: btcd's `connmgr.SeedFromDNS` and Bitcoin Core's `ThreadDNSAddressSeed`.
 */
export const fromDnsSeeds = (seeds: readonly Seed[], options: DnsSeedsOptions): Observable<Sighting> => {
  const { port, services, lookup, atOnce, timeout, limit, backoff, standIn, usable, failed, random } =
    dnsSeedsSettings(options);
  if (!Array.isArray(seeds)) refuse('seeds', 'a list of host names', seeds);
  const questions = [
    ...new Map(
      seeds.map((seed, i) => seedQuestion(`seeds[${i}]`, seed, services)).map((one) => [one.seed, one]),
    ).values(),
  ];
  const rests = new SeedRests();

  const failure = (seed: string, error: unknown): SeedFailure => {
    try {
      return { seed, error, ...rests.fail(seed, error, backoff) };
    } catch (fault) {
      return { seed, error: fault, ...rests.fail(seed, fault, standIn) };
    }
  };
  const sighted = (host: string, offered: bigint | undefined): Sighting => {
    const seen = asyncScheduler.now() - 1_000 * (ago + randomBelow(spread, random));
    return { host, port, seen, ...(offered === undefined ? {} : { services: offered }) };
  };
  const late = ({ seed, host }: SeedQuestion) =>
    throwError(() => new LookupError('ETIMEOUT', host, `The seed ${show(seed)} did not answer within ${timeout} ms`));
  const ask = (question: SeedQuestion): Observable<Sighting> =>
    answers(question.host, { lookup, limit, usable }).pipe(
      limitTo({ first: timeout, with: () => late(question) }),
      tap(() => rests.absolve(question.seed)),
      mergeMap((ips) => ips.map((host) => sighted(host, question.services))),
    );

  return defer(() => {
    let answered = false;
    /** One of the places: free again when its seed has answered, failed or been silent for long. */
    const place = (question: SeedQuestion): Observable<Observable<Sighting>> => {
      const sightings$ = ask(question).pipe(
        tap(() => (answered = true)),
        catchError((error: unknown) => {
          // By a subscription of its own: what `failed` throws is reported as any subscriber's error is.
          of(failure(question.seed, error)).subscribe(failed);
          return EMPTY;
        }),
        share({ resetOnComplete: false }),
      );
      return merge(of(sightings$), sightings$.pipe(ignoreElements(), takeUntil(timer(patience))));
    };
    return defer(() => shuffled(questions, random).filter(({ seed }) => rests.isDue(seed))).pipe(
      mergeMap(place, atOnce()),
      mergeAll(),
      repeat({ delay: () => (answered || questions.length === 0 ? EMPTY : timer(rests.untilDue())) }),
      distinct(({ host }) => host),
    );
  });
};

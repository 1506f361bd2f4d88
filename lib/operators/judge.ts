import { asyncScheduler, defer, map, type OperatorFunction } from 'rxjs';
import { Allowed } from '../core/allowed.js';
import { banDuration } from '../core/ban-duration.js';
import { expectBetween, expectKnown, expectWhole } from '../core/check.js';
import { ArgumentError } from '../core/errors.js';
import { expectOffence, type Offence } from '../core/offence.js';
import { scoredSubnet } from '../core/scored-subnet.js';
import { Scores } from '../core/scores.js';
import type { Verdict } from '../core/verdict.js';
import { SteadyClock } from './steady-clock.js';

/** Options of {@link judge} and {@link bans}. */
export interface JudgeOptions {
  /** The score above which a peer is banned: a number from 0 to 4 294 967 295. @default 100 */
  readonly threshold?: number | undefined;
  /** How long a ban lasts, in milliseconds: a number > 0; `Infinity` if only lifting ends it. @default 86_400_000, a day */
  readonly duration?: number | undefined;
  /**
   * Subnets that are never banned: whoever is trusted, and the address of the proxy if peers come in through one (all that
   * come through Tor come from `127.0.0.1`). @default none
   */
  readonly allow?: readonly string[] | undefined;
  /**
   * How many bits of an IPv6 address a score and a ban go by, from 0 to 128: whoever has one address has all of its /64.
   * Addresses that are not of global unicast stand for themselves. @default 64
   */
  readonly ipv6Prefix?: number | undefined;
  /** How many scores are kept; the one that grew longest ago is forgotten first. @default 10_000 */
  readonly maxScores?: number | undefined;
}

/** A score of nothing but transient points has no memory beyond this, in milliseconds. */
const lifetime = 1_800_000;

/**
 * Returns an operator that says what comes of each offence: it scores the peer by a `DynamicBanScore`, and bans it when
 * the score is *above* the threshold. `bans` is what it says, without all but the bans.
 *
 * ```
 * offences, of 60 points each     a----a--b----a--
 * judge()                         w----B--w----w--     w: warning, since 60 is above 50; B: ban
 * ```
 *
 * Scores are kept per IP address, whatever its port, zone and spelling, of IPv6 per /64, and per name where there is no IP
 * address. A score starts over when it has led to a ban, and when nothing was added to it for as long as a ban lasts (half an
 * hour at least). It is the operator's: each subscription begins without any.
 *
 * An offence that is none (negative points, no address …) is told as `refused` and ends nothing. The stream ends as its source
 * does.
 *
 * @throws ArgumentError if an option is wrong
 *
 * @example
 * ```ts
 * const verdict$ = offence$.pipe(judge({ threshold: 100 }), share());
 * verdict$.pipe(filter(({ type }) => type === 'warning')).subscribe(({ offence }) => discouraged.add(offence.address));
 * verdict$.subscribe((verdict) => verdict.type === 'ban' && banned.add(verdict.ban));
 * ```
 *
 * Source: the thresholds of btcd, which warns at half of it, too.
 */
export const judge = (options: JudgeOptions = {}): OperatorFunction<Offence, Verdict> => {
  expectKnown(options, ['threshold', 'duration', 'allow', 'ipv6Prefix', 'maxScores']);
  const threshold = expectBetween('threshold', options.threshold ?? 100, 0, 2 ** 32 - 1);
  const duration = banDuration(options.duration);
  const allowed = new Allowed(options.allow);
  const ipv6Prefix = expectWhole('ipv6Prefix', expectBetween('ipv6Prefix', options.ipv6Prefix ?? 64, 0, 128));
  const maxScores = expectWhole('maxScores', options.maxScores ?? 10_000, 1);

  return (offence$) =>
    defer(() => {
      const scores = new Scores(maxScores, Math.max(lifetime, duration));
      const clock = new SteadyClock();

      const verdictOf = (offence: Offence): Verdict => {
        const { address, persistent = 0, transient = 0, reason } = expectOffence(offence);
        const subnet = scoredSubnet(address.host, ipv6Prefix);
        const score = scores.increase(subnet, persistent, transient, clock.now());
        if (score <= threshold) return { type: score > threshold / 2 ? 'warning' : 'noted', offence, subnet, score };
        scores.reset(subnet);
        if (allowed.has(address.host)) return { type: 'exempt', offence, subnet, score };
        const since = asyncScheduler.now();
        const ban = { subnet, since, until: since + duration, ...(reason === undefined ? {} : { reason }) };
        return { type: 'ban', offence, subnet, score, ban };
      };

      return offence$.pipe(
        map((offence): Verdict => {
          try {
            return verdictOf(offence);
          } catch (cause) {
            const error = cause instanceof ArgumentError ? cause : new ArgumentError('Expected an offence', { cause });
            return { type: 'refused', offence, error };
          }
        }),
      );
    });
};

import { filter, map, type OperatorFunction } from 'rxjs';
import type { Ban } from '../core/ban.js';
import type { Offence } from '../core/offence.js';
import type { Verdict } from '../core/verdict.js';
import { judge, type JudgeOptions } from './judge.js';

const isBan = (verdict: Verdict): verdict is Verdict & { readonly type: 'ban' } => verdict.type === 'ban';

/**
 * Returns an operator from offences to bans: what {@link judge} says, without all but the bans. Warnings, and offences that
 * were none, are left out here; `judge` tells them.
 *
 * ```
 * offences, of 60 points each     a----a--b----a--
 * bans()                          -----B----------
 * ```
 *
 * @throws ArgumentError if an option is wrong
 *
 * @example
 * ```ts
 * const banned = new BanList();
 * offence$.pipe(bans({ threshold: 100 })).subscribe((ban) => banned.add(ban));
 * ```
 */
export const bans = (options: JudgeOptions = {}): OperatorFunction<Offence, Ban> => {
  const judged = judge(options);
  return (offence$) =>
    offence$.pipe(
      judged,
      filter(isBan),
      map(({ ban }) => ban),
    );
};

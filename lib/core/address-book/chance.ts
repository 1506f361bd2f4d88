import type { Known } from './known.js';

/** Milliseconds after which a try is no longer recent. */
const recent = 10 * 60_000;

/** Whether it was tried in the last ten minutes, or ahead of a clock that was set back. */
export const isRecent = ({ lastTry }: Pick<Known, 'lastTry'>, now: number): boolean => Math.abs(now - lastTry) < recent;

/** Below this whoever draws would draw in vain for long. */
const least = 0.01;

/**
 * Returns the chance, from 0.01 to 1, that an address is taken when it is drawn: two thirds of it left by each failure up to
 * the eighth, a hundredth if it was tried in the last ten minutes.
 *
 * Source: `AddrInfo::GetChance` of Bitcoin Core; the least chance, so that nobody draws for ever, is dcrd's.
 */
export const chanceOf = (known: Pick<Known, 'lastTry' | 'failures'>, now: number): number =>
  Math.max(least, (isRecent(known, now) ? 0.01 : 1) * 0.66 ** Math.min(known.failures, 8));

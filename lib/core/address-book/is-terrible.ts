import type { Known } from './known.js';

const minute = 60_000;
const day = 24 * 60 * minute;

/** How long an address that nobody saw is kept: 30 days in milliseconds. */
export const usualHorizon = 30 * day;

/**
 * Returns whether an address is not worth its place: last seen longer ago than `horizon` (milliseconds) or in the future,
 * three failures and never a success, or ten failures and no success for a week. Never so in the minute after a try.
 *
 * Source: `AddrInfo::IsTerrible` of Bitcoin Core.
 */
export const isTerrible = (
  { seen, lastTry, lastSuccess, failures }: Pick<Known, 'seen' | 'lastTry' | 'lastSuccess' | 'failures'>,
  now: number,
  horizon: number = usualHorizon,
): boolean => {
  if (Math.abs(now - lastTry) <= minute) return false;
  if (seen > now + 10 * minute || now - seen > horizon) return true;
  if (lastSuccess === -Infinity) return failures >= 3;
  return now - lastSuccess > 7 * day && failures >= 10;
};

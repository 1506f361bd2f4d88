const minute = 60_000;
const day = 24 * 60 * minute;

/** Times up to this one, in 1973, are no times but defaults. */
const garbage = 100_000_000_000;

/**
 * Returns when an address was seen (milliseconds since 1970), given what was said: now if nothing was; five days ago if that
 * is no time, lies more than ten minutes ahead, or is a default.
 *
 * Source: Bitcoin Core, which does so with the addresses that peers send.
 */
export const plausible = (seen: unknown, now: number): number => {
  if (seen === undefined) return now;
  const said = typeof seen === 'number' && seen > garbage && seen <= now + 10 * minute;
  return said ? Math.floor(seen) : now - 5 * day;
};

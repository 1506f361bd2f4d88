import type { Sighting } from 'rx-connmgr';

const minute = 60_000;
const day = 24 * 60 * minute;
/** Times up to this one, in 1973, are no times but defaults. */
const garbage = 100_000_000_000;

/**
 * Returns an address with a time that can be: one that lies more than ten minutes ahead, or is none, becomes five days ago.
 *
 * Source: Bitcoin Core, which does so with the addresses that peers send.
 */
export const timely = (sighting: Sighting, now: number): Sighting & { readonly seen: number } => {
  const { seen = 0 } = sighting;
  return { ...sighting, seen: seen > garbage && seen <= now + 10 * minute ? seen : now - 5 * day };
};

/** Whether it was seen within the last ten minutes, so that others may wish to hear of it. */
export const isFresh = ({ seen }: { readonly seen: number }, now: number): boolean => seen > now - 10 * minute;

/** Whether it was seen within the last 30 days, and not in days to come. */
export const isRecent = ({ seen }: Pick<Sighting, 'seen'>, now: number): boolean =>
  seen !== undefined && seen >= now - 30 * day && seen <= now + 10 * minute;

/** NODE_NETWORK and NODE_NETWORK_LIMITED (BIP 159): it has blocks, all or the last ones. */
const blocks = 1n | 1_024n;

/** Whether it offers what one needs a peer for, as far as that is known. */
export const isUseful = ({ services }: Pick<Sighting, 'services'>): boolean =>
  services === undefined || (services & blocks) !== 0n;

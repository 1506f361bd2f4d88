/** How many requests there are of each kind, or are to be. */
export interface Household {
  /** Places that are wanted. */
  readonly wanted: number;
  readonly permanent: number;
  readonly automatic: number;
  readonly manual: number;
}

/** What a limit of all peers together leaves. */
export interface Room {
  /** Places that there may be: they shrink to fit. */
  readonly places: number;
  /** Connections that may come in; below 0 where not even the others fit. */
  readonly inbound: number;
}

/**
 * Returns the room that `maxPeers` leaves: the permanent requests have theirs first, then the places, then the manual ones,
 * and the rest is for who comes in. So permanent + places + manual + inbound is never above `maxPeers`. An automatic request
 * that has no place any more takes its room until it is gone.
 *
 * Source: btcd, 2026: its target is what the permanent peers leave of `MaxPeers`, `MaxInbound` the rest.
 */
export const roomOf = (maxPeers: number, { wanted, permanent, automatic, manual }: Household): Room => {
  const places = Math.max(0, Math.min(wanted, maxPeers - permanent));
  return { places, inbound: maxPeers - permanent - Math.max(places, automatic) - manual };
};

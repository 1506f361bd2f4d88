import type { Targets } from './plan.js';

/** What was asked for. */
export interface Wish {
  readonly maxOutbound: number;
  readonly maxPeers: number | undefined;
  readonly permanent: number;
  /** How many may come in, apart from the limit of all. */
  readonly inbound: number;
}

/** Returns the most connections of each kind that there are to be: permanent ones have their room first. */
export const targetsOf = ({ maxOutbound, maxPeers = Infinity, permanent, inbound }: Wish): Targets => {
  const automatic = Math.max(0, Math.min(maxOutbound, maxPeers - permanent));
  const left = Math.max(0, maxPeers - permanent - automatic);
  return { automatic, permanent, inbound: Math.min(inbound, left) };
};

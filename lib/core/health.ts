/**
 * The state of the whole, the first that holds of: `stopped`; `suspended`; `idle`, nothing is wanted; `outage`, nothing
 * can be reached; `ok`, all places and permanent requests are established; `starving`, a place has no address;
 * `connecting`.
 */
export type Health = 'ok' | 'connecting' | 'starving' | 'outage' | 'idle' | 'suspended' | 'stopped';

/** What the health is judged by. */
export interface Situation {
  readonly phase: 'new' | 'running' | 'suspended' | 'stopped';
  readonly outage: boolean;
  /** Places wanted, those busy with a request or about to be, those established, and those that wait for an address. */
  readonly places: number;
  readonly automatic: number;
  readonly established: number;
  readonly hungry: number;
  /** Addresses that rest after a failure: each of them will serve a place. */
  readonly resting: number;
  /** Permanent requests, and those established. */
  readonly permanent: number;
  readonly permanentEstablished: number;
}

/** Returns the health of a situation. Places that wait for resting addresses are `connecting`, not `starving`. */
export const healthOf = (situation: Situation): Health => {
  const { phase, outage, places, automatic, established, hungry, resting, permanent, permanentEstablished } = situation;
  if (phase === 'stopped' || phase === 'suspended') return phase;
  if (phase === 'new' || (places === 0 && permanent === 0)) return 'idle';
  if (outage) return 'outage';
  if (established >= places && permanentEstablished === permanent) return 'ok';
  return hungry > 0 && places - automatic > resting ? 'starving' : 'connecting';
};

/**
 * The state of the whole, the first that holds of: `stopped`; `suspended`; `idle`, nothing is wanted; `outage`, nothing
 * can be reached; `ok`, all places and permanent requests are established; `starving`, a place has no address;
 * `connecting`.
 */
export type Health = 'ok' | 'connecting' | 'starving' | 'outage' | 'idle' | 'suspended' | 'stopped';

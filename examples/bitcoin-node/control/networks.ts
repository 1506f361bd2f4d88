import type { NetworkName } from 'rx-connmgr';

/** The networks that Bitcoin Core tells apart, in its order. A name that is to be resolved is in none. */
export const networks = ['ipv4', 'ipv6', 'onion', 'i2p', 'cjdns'] as const satisfies readonly NetworkName[];

export { expectClean } from './expect-clean.js';
export { expectInvariants, type InvariantOptions } from './expect-invariants.js';
export { invariants } from './invariants.js';
export { marbles, type MarbleOptions } from './marbles.js';
export { seededRandom } from './seeded-random.js';
export { virtualNetwork, type VirtualNetwork, type VirtualNetworkOptions } from './virtual-network.js';
export type { VirtualConnection } from './virtual-connection.js';
export type { Behaviour, KnockOptions, VirtualPeer } from './virtual-peer.js';

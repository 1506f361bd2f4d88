const names: readonly (readonly [bit: bigint, name: string])[] = [
  [0n, 'NETWORK'],
  [2n, 'BLOOM'],
  [3n, 'WITNESS'],
  [6n, 'COMPACT_FILTERS'],
  [10n, 'NETWORK_LIMITED'],
  [11n, 'P2P_V2'],
];

const known = new Map(names);
const bits = Array.from({ length: 64 }, (_, bit) => BigInt(bit));

/** Returns service bits as 16 hexadecimal digits. */
export const servicesText = (services: bigint): string => BigInt.asUintN(64, services).toString(16).padStart(16, '0');

/**
 * Returns the names of service bits; one that nobody knows is `UNKNOWN[2^63]`.
 *
 * Source: Bitcoin Core, `serviceFlagsToStr`.
 */
export const servicesNames = (services: bigint): readonly string[] =>
  bits.filter((bit) => (services >> bit) & 1n).map((bit) => known.get(bit) ?? `UNKNOWN[2^${bit}]`);

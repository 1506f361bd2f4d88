/** A name that is compared with others of its type: numbers by size, texts by their code units, bytes by their values. */
export type PeerId = string | number | bigint | Uint8Array;

/** One of two connections to the same peer. */
export interface Rival {
  readonly openedBy: 'us' | 'peer';
  /** The instant since which it is established, in milliseconds. */
  readonly since: number;
}

/** Who is at either end; `undefined` where that is not known, or not proven. */
export interface Ends {
  readonly ours: PeerId | undefined;
  readonly theirs: PeerId | undefined;
}

const compareBytes = (a: Uint8Array, b: Uint8Array): number => {
  const differs = a.findIndex((byte, i) => byte !== b[i]);
  return differs < 0 ? a.length - b.length : (a[differs] as number) - (b[differs] ?? -1);
};

/** Below 0, 0 or above it; 0 also where there is nothing to compare. */
const compare = (a: PeerId | undefined, b: PeerId | undefined): number => {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if (a === undefined || b === undefined || typeof a !== typeof b || typeof a === 'object') return 0;
  return a < b ? -1 : a > b ? 1 : 0;
};

/**
 * Returns which of two connections to one peer is kept; the other is the duplicate.
 *
 * - One opened by each side, and both names known: the one that the side with the *higher* name opened. Both ends find the
 *   same one, each by itself, in whatever order the two came about there.
 * - Else the older; of two as old, the first.
 *
 * What a peer merely says of itself is not its name: whoever claims another's would take that one's place. Where names are
 * not proven by the handshake, leave `theirs` undefined, and whoever was there first stays. An IP address is no name: many
 * peers share one.
 *
 * Both opened by the same side, the ends may find two as old in another order; then both close, and that side dials again.
 *
 * @example
 * ```ts
 * survivor([established, arriving], { ours: node.id, theirs: peer.id }) === arriving;
 * ```
 *
 * Source: RFC 4271 (BGP-4), section 6.8, connection collision detection.
 */
export const survivor = <A extends Rival, B extends Rival>(
  [first, second]: readonly [A, B],
  { ours, theirs }: Ends,
): A | B => {
  const order = first.openedBy === second.openedBy ? 0 : compare(ours, theirs);
  if (order === 0) return second.since < first.since ? second : first;
  return (first.openedBy === 'us') === order > 0 ? first : second;
};

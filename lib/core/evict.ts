import { expectFunction, expectKnown, expectWhole, refuse } from './check.js';
import { longestConnected } from './evict/longest-connected.js';
import { largestGroup } from './evict/largest-group.js';
import { without } from './evict/without.js';

/** A connection that may have to make room for another: as far as it matters who goes. */
export interface Candidate {
  /** The network that the peer is in, as its owner could not choose: `10.1.0.0/16`. */
  readonly group: string;
  /** The instant since which it is connected, in milliseconds. */
  readonly since: number;
  /** The shortest time that it took to answer, in milliseconds. @default as long as can be */
  readonly ping?: number | undefined;
  /**
   * The last instant at which it was of use, for each kind of use there is, such as a transaction that was news and a
   * block that was: the kinds are in the order of `useful`. @default never
   */
  readonly useful?: readonly (number | undefined)[] | undefined;
  /** The sort of network that it came through, where that is one of the `disadvantaged`. @default none */
  readonly network?: string | undefined;
  /** Whether it is never to go: a peer of ours. @default false */
  readonly noBan?: boolean | undefined;
  /** Whether it is rather to go than others: a peer that misbehaved. @default false */
  readonly discouraged?: boolean | undefined;
}

/** How many are protected for which merit. */
export interface EvictOptions {
  /** A hash of a group, keyed by a secret, so that nobody can choose to be in a group that is protected. */
  readonly hash: (group: string) => number;
  /** How many, by the hash of their group: the highest. @default 4 */
  readonly groups?: number | undefined;
  /** How many, by the shortest ping. @default 8 */
  readonly pings?: number | undefined;
  /** How many, by the latest use, for each kind of use. @default [4, 4] */
  readonly useful?: readonly number[] | undefined;
  /** Networks whose peers are slow, so that they would have none of these merits. @default cjdns, i2p, local, onion */
  readonly disadvantaged?: readonly string[] | undefined;
}

const names = ['hash', 'groups', 'pings', 'useful', 'disadvantaged'];
const networks = ['cjdns', 'i2p', 'local', 'onion'];

const expectCounts = (name: string, value: readonly number[]): readonly number[] =>
  Array.isArray(value)
    ? value.map((count, i) => expectWhole(`${name}[${i}]`, count))
    : refuse(name, 'an array of whole numbers', value);

const expectNames = (name: string, value: readonly string[]): readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value
    : refuse(name, 'an array of names', value);

/**
 * Returns which connection makes room for a new one when all places are taken, or `undefined`: then the new one has to go.
 * An attacker who fills the places must not drive the others out; so those are protected, one after the other, that have a
 * merit which is hard to have often:
 *
 * 1. whoever is `noBan`;
 * 2. four by the keyed hash of their group: nobody knows which;
 * 3. the eight with the shortest pings;
 * 4. the four that were of use last, of each kind of use;
 * 5. of the rest one half, by how long they are connected; up to half of those places first for disadvantaged networks, to
 *    each the same number, as far as it has so many.
 *
 * Of whoever is left, the discouraged if there are any, it is the youngest of the group that has the most.
 *
 * It looks at the candidates alone, and finds the same one for the same candidates in the same order.
 *
 * @param candidates - all connections that came in; what we dialled is none of it
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * const secret = randomBytes(32);
 * const hash = (group: string) => createHmac('sha256', secret).update(group).digest().readUInt32LE();
 * const goes = evict(visitors, { hash });
 * ```
 *
 * Source: Bitcoin Core, `SelectNodeToEvict` and `ProtectEvictionCandidatesByRatio`; its transactions and blocks are kinds
 * of use here.
 */
export const evict = <T extends Candidate>(candidates: readonly T[], options: EvictOptions): T | undefined => {
  expectKnown(options, names);
  const { groups = 4, pings = 8, useful = [4, 4], disadvantaged = networks } = options;
  const hash = expectFunction('hash', options.hash);
  const hashes = new Map(candidates.map(({ group }) => [group, 0]));
  for (const group of hashes.keys()) hashes.set(group, hash(group));

  let left = candidates.filter(({ noBan }) => !noBan);
  left = without(left, expectWhole('groups', groups), ({ group }) => hashes.get(group) ?? 0);
  left = without(left, expectWhole('pings', pings), ({ ping = Infinity }) => -ping);
  for (const [kind, count] of expectCounts('useful', useful).entries()) {
    left = without(left, count, (candidate) => candidate.useful?.[kind] ?? -Infinity);
  }
  const protectedOnes = longestConnected(left, expectNames('disadvantaged', disadvantaged));
  left = left.filter((candidate) => !protectedOnes.has(candidate));

  const discouraged = left.filter((candidate) => candidate.discouraged);
  return largestGroup(discouraged.length > 0 ? discouraged : left).reduce<T | undefined>(
    (youngest, candidate) => (youngest === undefined || candidate.since > youngest.since ? candidate : youngest),
    undefined,
  );
};

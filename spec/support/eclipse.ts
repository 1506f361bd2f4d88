import { AddressTables } from '../../lib/core/address-book/address-tables.js';
import { Choice } from '../../lib/core/address-book/choice.js';
import { GroupUses } from '../../lib/core/address-book/group-uses.js';
import type { Known } from '../../lib/core/address-book/known.js';
import { usualHorizon } from '../../lib/core/address-book/is-terrible.js';
import { seededRandom } from '../../lib/testing/seeded-random.js';

/** Who is there, and what the attacker can do. */
export interface EclipseOptions {
  readonly seed: number;
  readonly honest: number;
  readonly honestGroups: number;
  readonly attackers: number;
  readonly attackerGroups: number;
  /** Honest addresses that were connected to before the attack. */
  readonly tried: number;
  readonly places: number;
  /** The part of the honest that answer. All attackers do. */
  readonly answering: number;
  /** How often the node is restarted, and fills all its places anew. */
  readonly restarts: number;
}

/** What became of it: places that the attacker got, of all. */
export interface EclipseOutcome {
  /** A node that was just set up, one that knew some, and that one after all restarts. */
  readonly fresh: number;
  readonly seasoned: number;
  readonly restarted: number;
  /** The attacker's addresses in the book, and those of the honest. */
  readonly attackersKnown: number;
  readonly honestKnown: number;
}

export const usualEclipse: Omit<EclipseOptions, 'seed'> = {
  honest: 10_000,
  honestGroups: 400,
  attackers: 100_000,
  attackerGroups: 5,
  tried: 500,
  places: 8,
  answering: 0.5,
  restarts: 50,
};

const day0 = 1_800_000_000_000;
const day = 86_400_000;
const sizes = { newBuckets: 1_024, triedBuckets: 256, bucketSize: 64 };

const isAttacker = ({ group }: Pick<Known, 'group'>): boolean => group.startsWith('a');

/**
 * Floods a book of honest addresses, each told of by one honest peer, with those of an attacker, who tells of them himself
 * from all his networks; then fills the places, as a manager would.
 */
export const eclipse = (options: EclipseOptions): EclipseOutcome => {
  const { honest, honestGroups, attackers, attackerGroups, tried, places, answering, restarts } = options;
  const random = seededRandom(options.seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const secret = Uint8Array.from({ length: 32 }, () => upTo(256));
  const tables = new AddressTables({ secret, sizes, horizon: usualHorizon, random, wanted: () => true });
  const { shelves } = tables;
  let now = day0;

  const learn = (side: 'a' | 'h', group: number, i: number, source: number) => {
    const name = `${side}${group}`;
    const address = { host: `${name}-${i}`, port: 8333 };
    tables.learn({ key: address.host, address, group: name, seen: now, services: 0n }, `${side}${source}`, 0, now);
  };
  for (let i = 0; i < honest; i += 1) learn('h', i % honestGroups, i, upTo(honestGroups));
  for (let i = 0; i < attackers; i += 1) learn('a', i % attackerGroups, i, upTo(attackerGroups));

  const answers = new Map<string, boolean>();
  const answersTo = (known: Known): boolean => {
    const answer = answers.get(known.key) ?? (isAttacker(known) || random() < answering);
    answers.set(known.key, answer);
    return answer;
  };

  /** Fills the places, and returns how many the attacker gets. */
  const fill = (learning: boolean): number => {
    const uses = new GroupUses();
    const choice = new Choice({ tables, busy: (group) => uses.busy(group), port: undefined, random });
    const held: Known[] = [];
    let got = 0;
    for (let place = 0; place < places;) {
      tables.resolve(now);
      const known = choice.draw(() => true, now);
      if (!known) break;
      if (learning) tables.attempt(known.key, now);
      held.push(known);
      shelves.lease(known, true);
      if (!answersTo(known)) {
        if (learning) tables.fail(known.key);
        continue;
      }
      uses.take(known.key, known.group);
      if (learning) tables.good(known.key, now);
      if (isAttacker(known)) got += 1;
      place += 1;
    }
    for (const known of held) shelves.lease(known, false);
    return got;
  };

  const all = [...shelves.all()];
  const attackersKnown = all.filter(isAttacker).length;
  const fresh = fill(false);
  for (const known of all.filter((one) => !isAttacker(one)).slice(0, tried)) tables.good(known.key, now);
  now += day / 4;
  const seasoned = fill(false);
  let restarted = 0;
  for (let restart = 0; restart < restarts; restart += 1) {
    now += day / 4;
    restarted = fill(true);
  }
  return { fresh, seasoned, restarted, attackersKnown, honestKnown: all.length - attackersKnown };
};

/**
 * Returns how many places the attacker is expected to get of a book that draws so large a part of its leases from the new
 * table, all of the others being honest.
 *
 * What one network tells of another goes into one bucket, one of a sixteenth of them that are open to the first: so he reaches
 * the square of his networks, or somewhat less. There he has what the honest, who came first, left free. A draw takes each bucket with the same chance, and each place in it. Who answers gets
 * the place; the honest do in part, he always. Each of his networks has one place at most.
 */
export const expectedPlaces = (
  { honest, attackers, attackerGroups, places, answering, honestGroups }: typeof usualEclipse,
  shareOfNew: number,
): number => {
  const { newBuckets: buckets, bucketSize } = sizes;
  const hit = (slots: number, throws: number) => slots * (1 - (1 - 1 / slots) ** throws);
  const reached = hit(buckets, attackerGroups * hit(buckets / 16, attackerGroups));
  const free = bucketSize - hit(bucketSize, honest / buckets);
  const his = free * (1 - (1 - 1 / bucketSize) ** (attackers / attackerGroups ** 2));
  const draw = (shareOfNew * (reached / buckets) * his) / (his + bucketSize - free);
  let chances = [1];
  for (let place = 0; place < places; place += 1) {
    const next = Array<number>(place + 2).fill(0);
    chances.forEach((chance, got) => {
      const attacker = (draw * Math.max(0, attackerGroups - got)) / attackerGroups;
      const other = (1 - draw) * answering * (1 - (place - got) / honestGroups);
      const share = attacker / (attacker + other);
      next[got + 1] = (next[got + 1] ?? 0) + chance * share;
      next[got] = (next[got] ?? 0) + chance * (1 - share);
    });
    chances = next;
  }
  return chances.reduce((sum, chance, got) => sum + chance * got, 0);
};

import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError, evict, type Candidate } from 'rx-connmgr';

interface Peer extends Candidate {
  readonly id: number;
}

/** A hash that is no order one could guess from the names. */
const hash = (group: string): number =>
  [...group].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);

const peers = (count: number, of: (i: number) => Partial<Candidate> = () => ({})): Peer[] =>
  Array.from({ length: count }, (_, i) => ({ id: i, group: `group ${i}`, since: 1_000 - i, ...of(i) }));

/** Whoever goes while somebody goes: the order in which all of them would. */
const order = (all: readonly Peer[], options = {}): readonly number[] => {
  const gone: number[] = [];
  for (let left = all; ;) {
    const next = evict(left, { hash, ...options });
    if (!next) return gone;
    gone.push(next.id);
    left = left.filter((one) => one !== next);
  }
};
const none = { groups: 0, pings: 0, useful: [], disadvantaged: [] };

describe('evict', () => {
  it('lets nobody go where there are few', () => {
    expect(evict(peers(0), { hash })).to.equal(undefined);
    expect(evict(peers(20), { hash })).to.equal(undefined);
    expect(evict(peers(21), { hash }), 'one more than 4, 8, 4 and 4').not.to.equal(undefined);
  });

  it('lets the youngest go of the group that has most', () => {
    const all = [
      ...peers(6, (i) => ({ group: 'crowd', since: 100 + i })),
      ...peers(5, (i) => ({ group: `lone ${i}`, since: 200 + i })),
    ];
    expect(evict(all, { hash, ...none })).to.deep.include({ group: 'lone 4' }); // half is protected: of the crowd there is but one left
    const younger = all.map((one) => (one.group === 'crowd' ? { ...one, since: one.since + 1_000 } : one));
    expect(evict(younger, { hash, ...none })).to.deep.include({ group: 'crowd', since: 1_105 });
  });

  it('protects by the keyed hash of the group, of which nobody knows which is high', () => {
    const all = peers(40, (i) => ({ group: `group ${i % 10}` }));
    const highest = [...new Set(all.map(({ group }) => group))].sort((a, b) => hash(b) - hash(a))[0];
    const others = order(all, { ...none, groups: 4 });
    const safe = all.filter(({ group }) => group === highest).map(({ id }) => id);
    expect(safe).to.have.lengthOf(4);
    expect(others).not.to.include.members(safe);
    for (const id of safe) expect(others).not.to.include(id);
  });

  it('asks for the hash of each group once', () => {
    const asked: string[] = [];
    const counting = (group: string) => (asked.push(group), 0);
    evict(
      peers(60, (i) => ({ group: `group ${i % 3}` })),
      { hash: counting },
    );
    expect(asked).to.have.members(['group 0', 'group 1', 'group 2']);
  });

  it('protects those with the shortest pings', () => {
    const all = peers(30, (i) => (i % 2 === 0 ? { ping: i } : {}));
    const gone = order(all, { ...none, pings: 8 });
    for (const id of [0, 2, 4, 6, 8, 10, 12, 14]) expect(gone).not.to.include(id);
  });

  it('protects those that were of use last, for each kind of use', () => {
    const all = peers(40, (i) => ({ useful: [i < 8 ? i : undefined, i >= 20 ? 100 - i : undefined] }));
    const gone = order(all, { ...none, useful: [4, 4] });
    for (const id of [4, 5, 6, 7, 20, 21, 22, 23]) expect(gone).not.to.include(id);
    const none8 = order(all, { ...none, useful: [0, 4] });
    for (const id of [20, 21, 22, 23]) expect(none8).not.to.include(id);
  });

  it('protects half of the rest by how long they are connected', () => {
    const all = peers(10, (i) => ({ since: i }));
    expect(evict(all, { hash, ...none })?.id).to.equal(9);
    expect(order(all, none)).to.deep.equal([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]); // of one, half is none
  });

  it('protects disadvantaged networks, though they are slow and came late', () => {
    const all = peers(40, (i) => (i < 4 ? { network: 'onion', since: 2_000 + i } : { since: i }));
    const next = evict(all, { hash, ...none, disadvantaged: ['onion'] });
    expect(next?.id).to.equal(39);
    expect(evict(all, { hash, ...none })?.id).to.equal(3);
  });

  it('prefers the discouraged among whoever is left, and protects their merits all the same', () => {
    const all = peers(20, (i) => ({ discouraged: i === 12 || i === 18, since: i }));
    expect(evict(all, { hash, ...none })?.id).to.equal(18);
    const useful = all.map((one) => ({ ...one, useful: [one.id === 18 ? 5 : undefined] }));
    expect(evict(useful, { hash, ...none, useful: [1] })?.id).to.equal(12);
  });

  it('refuses options that cannot be', () => {
    expect(() => evict([], {} as never)).to.throw(ArgumentError, 'Expected `hash` to be a function');
    expect(() => evict([], { hash, pings: -1 })).to.throw(ArgumentError, 'Expected `pings` to be a whole number ≥ 0');
    expect(() => evict([], { hash, useful: [4, 0.5] })).to.throw(ArgumentError, 'Expected `useful[1]` to be a whole');
    expect(() => evict([], { hash, useful: 4 as never })).to.throw(ArgumentError, 'Expected `useful` to be an array');
    expect(() => evict([], { hash, disadvantaged: [1] as never })).to.throw(ArgumentError, '`disadvantaged`');
    expect(() => evict([], { hash, ping: 8 } as never)).to.throw(ArgumentError, 'did you mean `pings`?');
  });

  describe('whoever there is', () => {
    const candidate = fc.record<Candidate>(
      {
        group: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        since: fc.nat(50),
        ping: fc.option(fc.nat(300), { nil: undefined }),
        useful: fc.array(fc.option(fc.nat(100), { nil: undefined }), { maxLength: 2 }),
        network: fc.constantFrom(undefined, 'onion', 'i2p', 'local'),
        noBan: fc.boolean(),
        discouraged: fc.boolean(),
      },
      { requiredKeys: ['group', 'since'] },
    );
    const candidates = fc
      .array(candidate, { maxLength: 80, size: 'max' })
      .map((all) => all.map((one, id): Peer => ({ ...one, id })));

    it('never lets one go that is protected', () => {
      fc.assert(
        fc.property(candidates, (all) => {
          const gone = new Set(order(all));
          const safe = (which: readonly Peer[]) => which.forEach(({ id }) => expect(gone.has(id)).to.equal(false));
          const some = all.filter(({ noBan }) => !noBan);
          safe(all.filter(({ noBan }) => noBan));
          const ranked = [...some].sort((a, b) => hash(b.group) - hash(a.group));
          safe(ranked.slice(0, 4));
          const rest = some.filter((one) => !ranked.slice(0, 4).includes(one));
          safe(rest.sort((a, b) => (a.ping ?? 1e9) - (b.ping ?? 1e9)).slice(0, 8));
          expect(some.length - gone.size, '4, 8, 4 and 4 stay, and of one half is none').to.equal(
            Math.min(20, some.length),
          );
        }),
      );
    });

    it('is one of them, the same for the same', () => {
      fc.assert(
        fc.property(candidates, (all) => {
          const next = evict(all, { hash });
          expect(evict([...all], { hash })).to.equal(next);
          if (next) expect(all).to.include(next);
          expect(next === undefined).to.equal(all.filter(({ noBan }) => !noBan).length <= 20);
        }),
      );
    });
  });
});

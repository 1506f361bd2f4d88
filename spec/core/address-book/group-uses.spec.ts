import { expect } from 'chai';
import fc from 'fast-check';
import { GroupUses, type Holder } from '../../../lib/core/address-book/group-uses.js';
import { runs } from '../../support/runs.js';

describe('GroupUses', () => {
  it('is busy from the first holder to the last', () => {
    const uses = new GroupUses();
    uses.take('a:1', 'g');
    uses.take(1, 'g');
    expect([uses.busy('g'), uses.busy('h'), uses.size]).to.deep.equal([true, false, 2]);
    expect([uses.free('a:1'), uses.busy('g')]).to.deep.equal([false, true]);
    expect([uses.free(1), uses.busy('g'), uses.size]).to.deep.equal([true, false, 0]);
  });

  it('counts each holder once, and lets it go once', () => {
    const uses = new GroupUses();
    uses.take(1, 'g');
    uses.take(1, 'g');
    uses.take(1, 'other');
    uses.take(2, 'g');
    expect([uses.busy('other'), uses.free(1), uses.free(1), uses.busy('g'), uses.free(2)]).to.deep.equal([
      ...[false, false, false],
      ...[true, true],
    ]);
  });

  it('takes an id and a key of the same letters for two', () => {
    const uses = new GroupUses();
    uses.take(1, 'g');
    uses.take('1', 'g');
    uses.free('1');
    expect(uses.busy('g')).to.equal(true);
  });

  it('agrees with a list of who holds what, for any order of taking and letting go', () => {
    const step = fc.record({ holder: fc.nat(8), group: fc.constantFrom('g', 'h', 'i'), take: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const uses = new GroupUses();
        const model = new Map<Holder, string>();
        for (const { holder, group, take } of steps) {
          if (take) {
            uses.take(holder, group);
            if (!model.has(holder)) model.set(holder, group);
          } else {
            const before = model.get(holder);
            model.delete(holder);
            expect(uses.free(holder)).to.equal(before !== undefined && ![...model.values()].includes(before));
          }
          for (const one of ['g', 'h', 'i']) expect(uses.busy(one)).to.equal([...model.values()].includes(one));
          expect(uses.size).to.equal(model.size);
        }
      }),
      { numRuns: runs(300) },
    );
  });
});

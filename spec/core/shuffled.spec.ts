import { expect } from 'chai';
import fc from 'fast-check';
import { seededRandom } from 'rx-connmgr/testing';
import { shuffled } from '../../lib/core/shuffled.js';

describe('shuffled', () => {
  it('loses and adds nothing, and leaves the list as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (values, seed) => {
        const before = [...values];
        expect(shuffled(values, seededRandom(seed))).to.have.members(before);
        expect(values).to.deep.equal(before);
      }),
    );
  });

  it('gives each order as often as any other', () => {
    const random = seededRandom(1);
    const counts = new Map<string, number>();
    for (let run = 0; run < 6_000; run += 1) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).to.equal(6);
    for (const [order, count] of counts) expect(count, order).to.be.within(900, 1_100);
  });
});

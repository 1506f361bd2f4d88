import { expect } from 'chai';
import fc from 'fast-check';
import { RecentSet } from '../../../../examples/bitcoin-node/peer/gossip/recent-set.js';

describe('RecentSet', () => {
  it('remembers the last so many for sure, and of others at most as many again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(60).map(String)), (size, texts) => {
        const set = new RecentSet(size);
        texts.forEach((text) => set.add(text));
        const latest = [...new Set([...texts].reverse())].slice(0, size);
        for (const text of latest) expect(set.has(text)).to.equal(true);
        const all = Array.from({ length: 61 }, (_, i) => String(i)).filter((text) => set.has(text));
        expect(all.length).to.be.at.most(2 * size);
        expect(texts).to.include.members(all);
      }),
    );
  });

  it('forgets', () => {
    const set = new RecentSet(1);
    ['a', 'b', 'c'].forEach((text) => set.add(text));
    expect(['a', 'b', 'c'].map((text) => set.has(text))).to.deep.equal([false, true, true]);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { seededRandom } from 'rx-connmgr/testing';
import { sample } from '../../../examples/bitcoin-node/peer/sample.js';

describe('sample', () => {
  it('picks so many, each once, and leaves the list as it was', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.nat(30), fc.nat(), (items, count, seed) => {
        const before = [...items];
        const picked = sample(items, count, seededRandom(seed));
        expect(items).to.deep.equal(before);
        expect(picked.length).to.equal(Math.min(count, items.length));
        expect(new Set(picked).size).to.equal(picked.length);
        expect(items).to.include.members([...picked]);
      }),
    );
  });

  it('picks each as often as any other', () => {
    const random = seededRandom(1);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 10_000; i += 1) for (const item of sample([0, 1, 2, 3, 4], 2, random)) counts[item]! += 1;
    for (const count of counts) expect(count).to.be.within(3_800, 4_200);
  });

  it('survives a chance at its ends', () => {
    expect(sample([1, 2, 3], 3, () => 0)).to.deep.equal([1, 2, 3]);
    expect(sample([1, 2, 3], 2, () => 1 - 2 ** -53))
      .to.have.length(2)
      .and.not.include(undefined);
  });
});

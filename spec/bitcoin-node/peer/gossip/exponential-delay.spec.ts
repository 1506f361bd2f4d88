import { expect } from 'chai';
import fc from 'fast-check';
import { seededRandom } from 'rx-connmgr/testing';
import { exponentialDelay } from '../../../../examples/bitcoin-node/peer/gossip/exponential-delay.js';

describe('exponentialDelay', () => {
  it('is so long on average', () => {
    const random = seededRandom(1);
    let sum = 0;
    for (let i = 0; i < 100_000; i += 1) sum += exponentialDelay(30_000, random);
    expect(sum / 100_000).to.be.within(29_500, 30_500);
  });

  it('is a delay that a timer can keep, whatever chance has it', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), chance, (average, random) => {
        expect(exponentialDelay(average, () => random)).to.be.within(0, 2 ** 31 - 1);
      }),
    );
  });
});

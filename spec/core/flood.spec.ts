import { expect } from 'chai';
import { seededRandom } from 'rx-connmgr/testing';
import { Flood } from '../../lib/core/flood.js';

const never = () => {
  throw new Error('Expected no chance to be asked for');
};

/** How many of those that come `perSecond`, evenly, from `from` on for `seconds` are let in. */
const admitted = (flood: Flood, rate: number, perSecond: number, from: number, seconds: number, seed = 1): number => {
  const random = seededRandom(seed);
  let count = 0;
  for (let i = 0; i < perSecond * seconds; i += 1) {
    if (flood.admits(rate, from + (i * 1_000) / perSecond, random)) count += 1;
  }
  return count;
};

describe('Flood', () => {
  it('lets all in that come no faster than the rate, and asks chance nothing', () => {
    const flood = new Flood();
    for (let i = 0; i < 1_000; i += 1) expect(flood.admits(50, i * 20, never)).to.equal(true);
  });

  it('lets a burst of one second’s worth in whole', () => {
    const flood = new Flood();
    for (let i = 0; i < 50; i += 1) expect(flood.admits(50, 0, never)).to.equal(true);
    const unlucky = () => 0.999;
    expect(flood.admits(50, 0, unlucky), '50 of 50').to.equal(true);
    expect(flood.admits(50, 0, unlucky), '50 of 51').to.equal(false);
  });

  for (const perSecond of [100, 1_000, 10_000]) {
    it(`lets about 50 per second in when ${perSecond} come`, () => {
      const flood = new Flood();
      admitted(flood, 50, perSecond, 0, 3);
      for (let seed = 1; seed <= 5; seed += 1) {
        const from = 3_000 + 10_000 * (seed - 1);
        expect(admitted(flood, 50, perSecond, from, 10, seed)).to.be.within(400, 600);
      }
    });
  }

  it('sheds the more, the faster they come', () => {
    const shares = [60, 120, 600, 6_000].map((perSecond) => {
      const flood = new Flood();
      return admitted(flood, 50, perSecond, 0, 20) / (20 * perSecond);
    });
    expect([...shares].sort((a, b) => b - a)).to.deep.equal(shares);
    expect(shares[0]).to.be.above(0.7);
    expect(shares[3]).to.be.below(0.02);
  });

  it('recovers within seconds', () => {
    const flood = new Flood();
    admitted(flood, 50, 10_000, 0, 5);
    expect(flood.admits(50, 11_000, never), 'ln(10 000 / 50) = 5.3 s later').to.equal(true);
  });

  it('lets nobody in at a rate of 0', () => {
    const flood = new Flood();
    expect([0, 10, 1e9].map((now) => flood.admits(0, now, () => 0))).to.deep.equal([false, false, false]);
  });

  it('takes a clock that is set back for one that stands still', () => {
    const flood = new Flood();
    flood.admits(1, 1e9, never);
    expect(flood.admits(1, 0, () => 0.999)).to.equal(true);
    expect(flood.admits(1, 0, () => 0.999)).to.equal(false);
    expect(flood.admits(1, 5_000, never)).to.equal(true);
  });
});

import { expect } from 'chai';
import { ArgumentError } from 'rx-connmgr';
import { seededRandom } from 'rx-connmgr/testing';

const first = (count: number, random: () => number): readonly number[] => Array.from({ length: count }, random);

describe('seededRandom', () => {
  it('is mulberry32', () => {
    const drawn = first(3, seededRandom(1)).map((number) => number * 2 ** 32);
    expect(drawn).to.deep.equal([2_693_262_067, 11_749_833, 2_265_367_787]);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(first(100, seededRandom(7))).to.deep.equal(first(100, seededRandom(7)));
    const firsts = Array.from({ length: 1_000 }, (_, seed) => seededRandom(seed)());
    expect(new Set(firsts).size).to.equal(1_000);
  });

  it('is in [0, 1), and even', () => {
    const tenths = Array<number>(10).fill(0);
    for (const number of first(10_000, seededRandom(1))) {
      expect(number).to.be.within(0, 1 - 2 ** -32);
      tenths[Math.floor(number * 10)]! += 1;
    }
    for (const count of tenths) expect(count).to.be.within(900, 1_100);
  });

  it('takes seeds of more than 32 bits', () => {
    expect(first(3, seededRandom(2 ** 32 + 5))).to.deep.equal(first(3, seededRandom(5)));
    expect(seededRandom(Number.MAX_SAFE_INTEGER)()).to.be.within(0, 1);
  });

  for (const seed of [-1, 1.5, NaN, Infinity, '1', undefined]) {
    it(`refuses ${String(seed)} as a seed`, () => {
      expect(() => seededRandom(seed as number)).to.throw(
        ArgumentError,
        'Expected `seed` to be a whole number ≥ 0, got',
      );
    });
  }
});

import { expect } from 'chai';
import fc from 'fast-check';
import { chanceOf, isRecent } from '../../../lib/core/address-book/chance.js';
import { day0, minute } from '../support/tables.js';

const never = -Infinity;

describe('chanceOf', () => {
  it('is whole for who was never tried, and two thirds after each failure, up to eight', () => {
    const chances = [0, 1, 2, 8, 9, 1e6].map((failures) => chanceOf({ lastTry: never, failures }, day0));
    expect(chances).to.deep.equal([1, 0.66, 0.66 ** 2, 0.66 ** 8, 0.66 ** 8, 0.66 ** 8]);
  });

  it('is a hundredth for ten minutes after a try', () => {
    const at = (ago: number) => chanceOf({ lastTry: day0 - ago, failures: 0 }, day0);
    expect([0, 10 * minute - 1, 10 * minute].map(at)).to.deep.equal([0.01, 0.01, 1]);
  });

  it('is from 0.01 to 1, whatever happened, and falls with failures', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer(), (lastTry, failures, now) => {
        const chance = chanceOf({ lastTry, failures }, now);
        expect(chance).to.be.within(0.01, 1);
        expect(chanceOf({ lastTry, failures: failures + 1 }, now)).to.be.at.most(chance);
      }),
    );
  });
});

describe('isRecent', () => {
  it('is no longer so when the clock was set back for longer than that', () => {
    expect([9, 10].map((ahead) => isRecent({ lastTry: day0 + ahead * minute }, day0))).to.deep.equal([true, false]);
  });
});

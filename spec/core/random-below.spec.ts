import { expect } from 'chai';
import fc from 'fast-check';
import { randomBelow } from '../../lib/core/random-below.js';

describe('randomBelow', () => {
  it('is a whole number below the limit, whatever chance says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double(), (limit, chance) => {
        const number = randomBelow(limit, () => chance);
        expect(Number.isInteger(number) && number >= 0 && number < limit).to.equal(true);
      }),
    );
    expect([0, 0.25, 0.999, 1, NaN, -1, 7].map((chance) => randomBelow(4, () => chance))).to.deep.equal([
      ...[0, 1, 3, 3, 0, 0, 3],
    ]);
  });
});

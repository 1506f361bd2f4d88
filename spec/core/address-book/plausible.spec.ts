import { expect } from 'chai';
import fc from 'fast-check';
import { plausible } from '../../../lib/core/address-book/plausible.js';
import { day, day0, minute } from '../support/tables.js';

const unlikely = day0 - 5 * day;

describe('plausible', () => {
  it('believes a time of the past, whole', () => {
    expect([day0 - 1, day0 - 900 * day, day0 - 0.5].map((seen) => plausible(seen, day0))).to.deep.equal([
      day0 - 1,
      day0 - 900 * day,
      day0 - 1,
    ]);
  });

  it('believes a clock that is ten minutes fast, and no faster', () => {
    expect(plausible(day0 + 10 * minute, day0)).to.equal(day0 + 10 * minute);
    expect(plausible(day0 + 10 * minute + 1, day0)).to.equal(unlikely);
  });

  it('takes what was not said for now', () => {
    expect(plausible(undefined, day0)).to.equal(day0);
  });

  it('takes defaults and what is no time for five days ago', () => {
    for (const seen of [0, -1, 100_000_000_000, NaN, Infinity, -Infinity, '1', null, {}]) {
      expect(plausible(seen, day0)).to.equal(unlikely);
    }
  });

  it('is a whole number, whatever is said', () => {
    fc.assert(
      fc.property(fc.anything(), (seen) => {
        expect(Number.isSafeInteger(plausible(seen, day0))).to.equal(true);
      }),
    );
  });
});

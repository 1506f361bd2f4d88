import { expect } from 'chai';
import fc from 'fast-check';
import { capped } from '../../../lib/core/backoff.js';
import { ArgumentError } from '../../../lib/core/errors.js';
import { duration, expectDelay, failures, first, wild } from '../support/backoffs.js';

describe('capped', () => {
  it('has no delay above the cap', () => {
    expect(
      first(
        5,
        capped((count) => 100 * count ** 2, 1_000),
      ),
    ).to.deep.equal([100, 400, 900, 1_000, 1_000]);
    expect(capped(() => Infinity, 1_000)(1)).to.equal(1_000);
    expect(capped(() => 5, 0)(1)).to.equal(0);
  });

  it('hands over the error', () => {
    expect(capped((_, error) => error as number, 10)(1, 7)).to.equal(7);
  });

  it('keeps rule 7 and the cap around any function', () => {
    fc.assert(
      fc.property(wild, duration, failures, (backoff, max, count) => {
        const delay = capped(backoff, max)(count);
        expectDelay(delay);
        expect(delay).to.be.at.most(max);
      }),
    );
  });

  it('checks its arguments', () => {
    expect(() => capped(5 as never, 5)).to.throw(ArgumentError, 'Expected `backoff` to be a function');
    expect(() => capped(() => 5, -1)).to.throw(ArgumentError, 'Expected `max` to be a duration');
    expect(() => capped(() => 5, undefined as never)).to.throw(ArgumentError, 'Expected `max` to be a duration');
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { exponential } from '../../../lib/core/backoff.js';
import { ArgumentError } from '../../../lib/core/errors.js';
import { duration, expectDelay, failures, first } from '../support/backoffs.js';

describe('exponential', () => {
  it('doubles up to its cap', () => {
    expect(first(6, exponential(500, 5_000))).to.deep.equal([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('has a cap of 300 s by default', () => {
    expect([9, 10, 11, 1_000_000].map((count) => exponential(1_000)(count))).to.deep.equal([
      256_000, 300_000, 300_000, 300_000,
    ]);
  });

  it('takes what is no number of failures for one', () => {
    expect([0, -1, NaN, -Infinity].map((count) => exponential(20)(count))).to.deep.equal([20, 20, 20, 20]);
  });

  it('comes to its cap from whatever is above 0, and stays at 0', () => {
    expect(exponential(Number.MIN_VALUE, 7)(1_000_000)).to.equal(0);
    expect(exponential(1e-200, 7)(1_000_000)).to.equal(7);
    expect(exponential(0)(1_000_000)).to.equal(0);
    expect(exponential(0)(Infinity)).to.equal(0);
  });

  it('keeps rule 7, and never falls, for any number of failures', () => {
    fc.assert(
      fc.property(duration, duration, failures, failures, (start, max, one, other) => {
        const backoff = exponential(start, max);
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expectDelay(backoff(one));
        expect(backoff(one)).to.be.at.most(max);
        if (less <= more) expect(backoff(less)).to.be.at.most(backoff(more));
      }),
    );
  });

  it('checks its durations', () => {
    for (const bad of [-1, NaN, Infinity, 2 ** 31, '5' as never, null as never]) {
      expect(() => exponential(bad)).to.throw(ArgumentError, 'Expected `first` to be a duration');
      expect(() => exponential(1, bad)).to.throw(ArgumentError, 'Expected `max` to be a duration');
    }
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { linear } from '../../../lib/core/backoff.js';
import { ArgumentError } from '../../../lib/core/errors.js';
import { duration, expectDelay, failures, first } from '../support/backoffs.js';

describe('linear', () => {
  it('gives the figures of btcd', () => {
    expect(first(8, linear(20, 100))).to.deep.equal([20, 40, 60, 80, 100, 100, 100, 100]);
  });

  it('grows by 5 s to 300 s by default, and is there at the 60th failure', () => {
    const backoff = linear(5_000);
    expect(first(3, backoff)).to.deep.equal([5_000, 10_000, 15_000]);
    expect([59, 60, 61, 1_000_000].map((count) => backoff(count))).to.deep.equal([295_000, 300_000, 300_000, 300_000]);
  });

  it('takes what is no number of failures for one', () => {
    expect([0, -1, NaN, -Infinity].map((count) => linear(20)(count))).to.deep.equal([20, 20, 20, 20]);
  });

  it('has no delay above its cap, be the step above it', () => {
    expect(first(2, linear(200, 100))).to.deep.equal([100, 100]);
    expect(first(2, linear(0, 100))).to.deep.equal([0, 0]);
    expect(linear(0)(Infinity)).to.equal(0);
  });

  it('rounds down', () => {
    expect(first(4, linear(0.5, 1.5))).to.deep.equal([0, 1, 1, 1]);
  });

  it('keeps rule 7, and never falls, for any number of failures', () => {
    fc.assert(
      fc.property(duration, duration, failures, failures, (step, max, one, other) => {
        const backoff = linear(step, max);
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expectDelay(backoff(one));
        expect(backoff(one)).to.be.at.most(max);
        if (less <= more) expect(backoff(less)).to.be.at.most(backoff(more));
      }),
    );
  });

  it('checks its durations', () => {
    for (const bad of [-1, NaN, Infinity, 2 ** 31, '5' as never, null as never]) {
      expect(() => linear(bad)).to.throw(ArgumentError, 'Expected `step` to be a duration');
      expect(() => linear(1, bad)).to.throw(ArgumentError, 'Expected `max` to be a duration');
    }
  });
});

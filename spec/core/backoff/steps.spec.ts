import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { linear, steps } from '../../../lib/core/backoff.js';
import { ArgumentError } from '../../../lib/core/errors.js';
import { duration, expectDelay, failures, first, wild } from '../support/backoffs.js';

describe('steps', () => {
  it('waits the listed delays, then as the back-off says', () => {
    expect(first(5, steps([0, 2_000], linear(5_000)))).to.deep.equal([0, 2_000, 5_000, 10_000, 15_000]);
  });

  it('stays at the last delay where there is no back-off', () => {
    expect(first(5, steps([0, 2_000, 10_000]))).to.deep.equal([0, 2_000, 10_000, 10_000, 10_000]);
    expect(steps([5, 7])(1_000_000)).to.equal(7);
    expect(steps([5, 7])(Infinity)).to.equal(7);
  });

  it('takes what is no number of failures for one', () => {
    expect([0, -1, NaN, -Infinity, 0.5, 1.5].map((count) => steps([5, 7])(count))).to.deep.equal([5, 5, 5, 5, 5, 5]);
  });

  it('hands over the error, and the failures since the last listed delay', () => {
    const backoff = sinon.stub().returns(5);
    const error = new Error();
    const delays = steps([0, 0], backoff);
    delays(2, error);
    delays(3, error);
    sinon.assert.calledOnceWithExactly(backoff, 1, error);
  });

  it('is not changed by a change of the list', () => {
    const delays = [1, 2];
    const backoff = steps(delays);
    delays[0] = 9;
    expect(backoff(1)).to.equal(1);
  });

  it('keeps rule 7 with any list, before any function', () => {
    const list = fc.array(duration, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(list, fc.option(wild, { nil: undefined }), failures, (delays, backoff, count) => {
        expectDelay(steps(delays, backoff)(count));
      }),
    );
  });

  it('checks its arguments', () => {
    expect(() => steps([])).to.throw(ArgumentError, 'Expected `delays` to be a list of milliseconds, got `Array(0)`');
    expect(() => steps(5 as never)).to.throw(ArgumentError, 'Expected `delays` to be a list of milliseconds, got `5`');
    expect(() => steps([1, -1])).to.throw(ArgumentError, 'Expected `delays[1]` to be a duration');
    expect(() => steps([1], 5 as never)).to.throw(ArgumentError, 'Expected `backoff` to be a function');
  });
});

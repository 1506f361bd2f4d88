import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { safeDelay } from '../../../lib/core/backoff.js';
import { expectDelay, failures, wild } from '../support/backoffs.js';

describe('safeDelay', () => {
  for (const [delay, safe] of [
    [0, 0],
    [20, 20],
    [0.2, 1],
    [20.2, 21],
    [-1, 0],
    [-Infinity, 0],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31 - 1.5, 2 ** 31 - 1],
    [2 ** 31, 2 ** 31 - 1],
    [Infinity, 2 ** 31 - 1],
  ] as const) {
    it(`waits ${safe} ms for ${delay}`, () => {
      expect(safeDelay(() => delay)(1)).to.equal(safe);
    });
  }

  it('neither spins nor sleeps for weeks where there is no number: it grows by 5 s', () => {
    for (const delay of [NaN, undefined, null, '5', 5n, {}, [5]]) {
      const backoff = safeDelay(() => delay as number);
      expect([1, 2, 1_000].map((count) => backoff(count))).to.deep.equal([5_000, 10_000, 300_000]);
    }
  });

  it('hands over the failures and the error, once', () => {
    const backoff = sinon.stub().returns(5);
    const error = new Error();
    safeDelay(backoff)(7, error);
    sinon.assert.calledOnceWithExactly(backoff, 7, error);
  });

  it('lets an error through', () => {
    const error = new Error('no');
    const backoff = () => {
      throw error;
    };
    expect(() => safeDelay(backoff)(1)).to.throw(error);
  });

  it('keeps rule 7, whatever it is given', () => {
    fc.assert(fc.property(wild, failures, (backoff, count) => expectDelay(safeDelay(backoff)(count))));
  });
});

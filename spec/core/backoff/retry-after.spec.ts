import { expect } from 'chai';
import fc from 'fast-check';
import { capped, jittered, linear, retryAfter } from '../../../lib/core/backoff.js';
import { ArgumentError } from '../../../lib/core/errors.js';
import { expectDelay, failures, wild } from '../support/backoffs.js';

class BusyError extends Error {
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('busy');
    this.retryAfter = retryAfter;
  }
}

const asked = (error: unknown) => (error instanceof BusyError ? error.retryAfter * 1_000 : undefined);

describe('retryAfter', () => {
  const backoff = retryAfter(linear(5_000), asked);

  it('waits as long as the peer asked for', () => {
    expect(backoff(1, new BusyError(30))).to.equal(30_000);
    expect(backoff(1, new BusyError(5.0001))).to.equal(5_001);
  });

  it('waits its own time where that is longer, or nothing was asked', () => {
    expect(backoff(10, new BusyError(30))).to.equal(50_000);
    expect(backoff(2, new Error('reset'))).to.equal(10_000);
    expect(backoff(2)).to.equal(10_000);
  });

  it('takes no nonsense', () => {
    for (const seconds of [NaN, -1, -Infinity, 0]) expect(backoff(1, new BusyError(seconds))).to.equal(5_000);
    expect(backoff(1, new BusyError(Infinity))).to.equal(2 ** 31 - 1);
    expect(retryAfter(linear(7_000), () => '30000' as never)(1)).to.equal(7_000);
  });

  it('composes: jitter inside takes nothing from what was asked, a cap outside limits it', () => {
    const polite = capped(retryAfter(jittered(linear(5_000), { random: () => 0.5 }), asked), 600_000);
    expect(polite(1, new Error('reset'))).to.equal(3_750);
    expect(polite(1, new BusyError(30))).to.equal(30_000);
    expect(polite(1, new BusyError(86_400))).to.equal(600_000);
  });

  it('lets an error through', () => {
    const error = new Error('no');
    const thrower = () => {
      throw error;
    };
    expect(() => retryAfter(linear(1), thrower)(1)).to.throw(error);
    expect(() => retryAfter(thrower, () => 5)(1)).to.throw(error);
  });

  it('keeps rule 7 around any functions', () => {
    fc.assert(
      fc.property(wild, wild, failures, (own, theirs, count) => {
        const delay = retryAfter(own, () => theirs(1))(count);
        expectDelay(delay);
      }),
    );
  });

  it('checks its arguments', () => {
    expect(() => retryAfter(5 as never, asked)).to.throw(ArgumentError, 'Expected `backoff` to be a function');
    expect(() => retryAfter(linear(1), 5 as never)).to.throw(ArgumentError, 'Expected `asked` to be a function');
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { asyncScheduler } from 'rxjs';
import sinon from 'sinon';
import { SteadyClock } from '../../lib/operators/steady-clock.js';

/** What a steady clock shows while the system's shows these. */
const shown = (times: readonly number[]): readonly number[] => {
  const system = sinon.stub(asyncScheduler, 'now');
  const clock = new SteadyClock();
  const steady = times.map((time) => {
    system.returns(time);
    return clock.now();
  });
  system.restore();
  return steady;
};

describe('SteadyClock', () => {
  it('goes as the clock of the system does', () => {
    expect(shown([5, 7, 7, 100])).to.deep.equal([5, 7, 7, 100]);
  });

  it('goes on from where it was when that is set back, as often as it is', () => {
    expect(shown([100, 10, 15, 12, 20])).to.deep.equal([100, 100, 105, 105, 113]);
  });

  it('never runs back, and never slower than the system forward', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 })), (times) => {
        const steady = shown(times);
        for (let i = 1; i < times.length; i += 1) {
          expect(steady[i]! - steady[i - 1]!).to.equal(Math.max(0, times[i]! - times[i - 1]!));
        }
      }),
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError, DynamicBanScore } from 'rx-connmgr';
import { runs } from '../support/runs.js';

/** 2016, when the ancestor was written. */
const base = 1_476_000_000_000;
const second = 1_000;
const minute = 60 * second;
const largest = 4_294_967_295;

const after = (...increases: readonly (readonly [persistent: number, transient: number, at: number])[]) => {
  const score = new DynamicBanScore();
  for (const [persistent, transient, at] of increases) score.increase(persistent, transient, at);
  return score;
};

describe('DynamicBanScore', () => {
  describe('has the figures of the ancestor', () => {
    it('TestDynamicBanScoreDecay', () => {
      const score = new DynamicBanScore();
      expect(score.increase(100, 50, base)).to.equal(150);
      expect(score.value(base + minute)).to.equal(125);
      expect(score.value(base + 7 * minute)).to.equal(100);
    });

    it('TestDynamicBanScoreLifetime', () => {
      const score = new DynamicBanScore();
      expect(score.increase(0, largest, base)).to.equal(largest);
      expect(score.value(base + 1_800 * second)).to.equal(3);
      expect(score.value(base + 1_801 * second)).to.equal(0);
    });

    it('TestDynamicBanScoreReset', () => {
      const score = new DynamicBanScore();
      expect(score.value(base)).to.equal(0);
      score.increase(100, 0, base);
      expect(score.value(base)).to.equal(100);
      score.reset();
      expect(score.value(base)).to.equal(0);
    });

    it('halves each minute, and cuts parts of a point off', () => {
      const score = after([0, 100, base]);
      const values = [0, 1, 30, 59, 60, 63, 64, 119, 120, 180, 240, 300, 360, 399, 400, 600].map((seconds) =>
        score.value(base + seconds * second),
      );
      expect(values).to.deep.equal([100, 98, 70, 50, 50, 48, 47, 25, 25, 12, 6, 3, 1, 0, 0, 0]);
    });

    it('counts whole seconds: those that the clock has passed, not those that have gone by', () => {
      const score = after([0, 100, base + 999]);
      expect(score.value(base + 999)).to.equal(100);
      expect(score.value(base + 1_000), 'a millisecond later').to.equal(98);
      expect(score.value(base + 1_999)).to.equal(98);
    });

    it('keeps what is persistent', () => {
      expect(after([100, 0, base]).value(base + 1_000_000 * minute)).to.equal(100);
    });

    it('begins at 0 again after the largest number of 32 bits', () => {
      expect(after([largest, 0, base]).increase(1, 0, base)).to.equal(0);
      expect(after([largest, 0, base]).increase(0, 7, base)).to.equal(6);
      expect(after([0, largest, base]).increase(0, largest, base)).to.equal(largest - 1);
    });

    it('adds to what has decayed', () => {
      const score = after([0, 100, base]);
      expect(score.increase(0, 100, base + minute)).to.equal(150);
      expect(score.increase(0, 100, base + 2 * minute)).to.equal(175);
      expect(score.value(base + 3 * minute)).to.equal(87);
    });

    it('forgets what is older than its lifetime when it adds, too', () => {
      expect(after([0, largest, base]).increase(0, 10, base + 1_800 * second)).to.equal(13);
      expect(after([0, largest, base]).increase(0, 10, base + 1_801 * second)).to.equal(10);
    });

    it('leaves one point as it is when it adds', () => {
      const score = after([0, 1, base]);
      expect(score.value(base + second), 'asked, it is less than one').to.equal(0);
      expect(score.increase(0, 1, base + minute), 'and here it is whole').to.equal(2);
    });

    it('lives for its lifetime from the last that was added', () => {
      const score = after([0, largest, base], [0, 1, base + 1_000 * second]);
      expect(score.value(base + 1_860 * second)).to.equal(2);
      expect(score.value(base + 2_801 * second)).to.equal(0);
    });
  });

  describe('is better than the ancestor', () => {
    it('answers an increase of the persistent part with the decayed score', () => {
      const score = after([0, 100, base]);
      expect(score.value(base + 10 * minute)).to.equal(0);
      expect(score.increase(1, 0, base + 10 * minute), 'there it was 101').to.equal(1);
      expect(score.value(base + 10 * minute)).to.equal(1);
    });

    it('lets no increase of the persistent part touch the age of the transient one', () => {
      const score = after([0, 100, base], [1, 0, base + 30 * second]);
      expect(score.value(base + minute)).to.equal(51);
    });

    it('neither throws nor erases when the clock runs back', () => {
      const score = after([3, 100, base]);
      expect(score.value(base - minute), 'there it was 3').to.equal(103);
      expect(score.value(base + minute), 'asking changed nothing').to.equal(53);
      expect(score.increase(0, 20, base - minute)).to.equal(123);
      expect(score.value(base), 'it goes on from there').to.equal(63);
    });

    it('goes on to decay when the clock was a year ahead', () => {
      const score = after([0, 100, base + 525_600 * minute], [1, 0, base]);
      expect(score.value(base + minute)).to.equal(51);
    });

    it('says what it is made of', () => {
      const score = after([100, 50, base]);
      expect(String(score)).to.equal('persistent 100 + transient 50 at 1476000000 = 150');
      expect(score.toString(base + minute)).to.equal('persistent 100 + transient 50 at 1476000000 = 125');
      expect(String(new DynamicBanScore())).to.equal('persistent 0 + transient 0 at 0 = 0');
    });
  });

  it('takes parts of a point: they add up where they decay, and are cut off where they would stay', () => {
    expect(after([0, 0.6, base]).increase(0, 0.6, base)).to.equal(1);
    expect(after([1.9, 0, base]).increase(1.9, 0, base)).to.equal(2);
  });

  it('refuses what is no score and no time, and is unharmed', () => {
    const score = after([1, 2, base]);
    for (const nonsense of [-1, NaN, Infinity, largest + 1, '3' as never, undefined as never, null as never]) {
      expect(() => score.increase(nonsense, 0, base)).to.throw(ArgumentError, '`persistent`');
      expect(() => score.increase(0, nonsense, base)).to.throw(ArgumentError, '`transient`');
    }
    for (const nonsense of [NaN, Infinity, '3' as never, undefined as never]) {
      expect(() => score.increase(9, 9, nonsense)).to.throw(ArgumentError, 'Expected `at` to be a time');
      expect(() => score.value(nonsense)).to.throw(ArgumentError, 'Expected `at` to be a time');
    }
    expect(score.value(base)).to.equal(3);
  });

  it('is, by whatever offences and whatever clock, a number of 32 bits: at least what is persistent, at most all there ever was', () => {
    const offence = fc.record({
      persistent: fc.integer({ min: 0, max: 1_000 }),
      transient: fc.integer({ min: 0, max: 1_000 }),
      step: fc.integer({ min: -2_000_000, max: 2_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(offence), (offences) => {
        const score = new DynamicBanScore();
        const sum = { persistent: 0, transient: 0 };
        let at = base;
        for (const { persistent, transient, step } of offences) {
          at += step;
          sum.persistent += persistent;
          sum.transient += transient;
          const answer = score.increase(persistent, transient, at);
          expect(answer).to.equal(score.value(at));
          expect(answer).to.be.within(sum.persistent + transient, sum.persistent + sum.transient);
          expect(Number.isInteger(answer)).to.equal(true);
          expect(score.value(at + 1_801_000), 'forgotten in the end').to.equal(sum.persistent);
        }
      }),
      { numRuns: runs(200) },
    );
  });

  it('only ever falls while nothing is added and time goes on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: largest }),
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1 }),
        (transient, steps) => {
          const score = after([0, transient, base]);
          let [at, last] = [base, score.value(base)];
          for (const step of steps) {
            at += step;
            expect(score.value(at)).to.be.at.most(last);
            last = score.value(at);
          }
        },
      ),
      { numRuns: runs(200) },
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { RateLimit } from '../../lib/core/rate-limit.js';

const cases = fc.record({
  limit: fc.integer({ min: 1, max: 20 }),
  period: fc.integer({ min: 1, max: 1_000 }),
  steps: fc.array(fc.nat(200), { maxLength: 200 }),
});

describe('RateLimit', () => {
  it('allows no more than the limit in any period, and no less than it can', () => {
    fc.assert(
      fc.property(cases, ({ limit, period, steps }) => {
        const rate = new RateLimit(limit, period);
        const taken: number[] = [];
        let now = 0;
        for (const step of steps) {
          now += step;
          const before = taken.filter((at) => at > now - period).length;
          expect(rate.take(now), `at ${now}`).to.equal(before < limit);
          if (before < limit) taken.push(now);
        }
      }),
    );
  });

  it('tells how long until so many can be had', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 30 }), ({ limit, period, steps }, count) => {
        const rate = new RateLimit(limit, period);
        let now = 0;
        for (const step of steps) rate.take((now += step));
        const then = now + rate.delay(count, now);
        const most = Math.min(count, limit);
        expect(Array.from({ length: most }, () => rate.take(then)).every(Boolean)).to.equal(true);
      }),
    );
  });

  it('waits for nothing when the clock is set back', () => {
    const rate = new RateLimit(1, 1_000);
    expect(rate.take(1_000_000)).to.equal(true);
    expect(rate.take(1_000_500)).to.equal(false);
    expect(rate.take(0)).to.equal(true);
    expect(rate.delay(1, 10)).to.equal(990);
  });
});

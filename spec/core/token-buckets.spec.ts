import { expect } from 'chai';
import fc from 'fast-check';
import { TokenBuckets } from '../../lib/core/token-buckets.js';

/** A bucket as one would count it: by tokens, in thousandths, so that nothing is rounded. */
const counted = (rate: number, burst: number) => {
  let tokens = 1_000 * burst;
  let at = 0;
  return (now: number): boolean => {
    tokens = Math.min(1_000 * burst, tokens + (now - at) * rate);
    at = now;
    if (tokens < 1_000) return false;
    tokens -= 1_000;
    return true;
  };
};

// whole milliseconds for each token, for the same reason
const rates = fc.constantFrom(0.5, 1, 2, 4, 8);

describe('TokenBuckets', () => {
  it('gives a burst, then one whenever there is one', () => {
    const buckets = new TokenBuckets(10);
    const take = (now: number) => buckets.take('a', { rate: 2, burst: 3 }, now);
    expect([0, 0, 0, 0].map(take)).to.deep.equal([true, true, true, false]);
    expect([499, 500, 500].map(take)).to.deep.equal([false, true, false]);
    expect([2_000, 2_000, 2_000, 2_000].map(take)).to.deep.equal([true, true, true, false]);
  });

  it('gives what a bucket of tokens would, to each key its own', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(900)), { maxLength: 150, size: 'max' });
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 6 }), steps, (rate, burst, schedule) => {
        const buckets = new TokenBuckets(10);
        const models = { a: counted(rate, burst), b: counted(rate, burst), c: counted(rate, burst) };
        let now = 0;
        for (const [key, step] of schedule) {
          now += step;
          expect(buckets.take(key, { rate, burst }, now), `${key} at ${now}`).to.equal(models[key as 'a'](now));
        }
      }),
    );
  });

  it('gives nothing at a rate of 0, everything without a limit', () => {
    const buckets = new TokenBuckets(10);
    expect(buckets.take('a', { rate: 0, burst: 10 }, 0)).to.equal(false);
    expect(buckets.take('a', { rate: Number.MIN_VALUE, burst: 10 }, 0)).to.equal(false);
    for (let i = 0; i < 100; i += 1) expect(buckets.take('a', { rate: Infinity, burst: 1 }, 0)).to.equal(true);
  });

  it('follows a rate that changes, and owes nothing of the old one', () => {
    const buckets = new TokenBuckets(10);
    const take = (rate: number, now: number) => buckets.take('a', { rate, burst: 1 }, now);
    expect([take(0.001, 0), take(0.001, 1), take(10, 2), take(10, 102), take(10, 103)]).to.deep.equal([
      ...[true, false],
      ...[false, true, false],
    ]);
  });

  it('is at rest for a moment, not for a day, when the clock is set back by a day', () => {
    const buckets = new TokenBuckets(10);
    const take = (now: number) => buckets.take('a', { rate: 1, burst: 2 }, now);
    expect([86_400_000, 86_400_000].map(take)).to.deep.equal([true, true]);
    expect([0, 999, 1_000].map(take)).to.deep.equal([false, false, true]);
  });

  it('forgets who has a full bucket', () => {
    const buckets = new TokenBuckets(1_000);
    for (let i = 0; i < 500; i += 1) buckets.take(`a${i}`, { rate: 1, burst: 1 }, 0);
    expect(buckets.size).to.equal(500);
    for (let i = 0; i < 500; i += 1) buckets.take('b', { rate: 1, burst: 1 }, 5_000);
    expect(buckets.size).to.equal(1);
  });

  it('never keeps more than its limit: whoever was away longest goes first', () => {
    const buckets = new TokenBuckets(3);
    const take = (key: string) => buckets.take(key, { rate: 0.001, burst: 1 }, 0);
    expect(['a', 'b', 'c'].map(take)).to.deep.equal([true, true, true]);
    expect(take('a'), 'asking is being there').to.equal(false);
    expect(take('d')).to.equal(true);
    expect(buckets.size).to.equal(3);
    expect(['a', 'c', 'd'].map(take)).to.deep.equal([false, false, false]);
    expect(take('b'), 'forgotten').to.equal(true);
  });

  it('costs the same with many keys as with few', () => {
    const buckets = new TokenBuckets(10_000);
    const began = process.cpuUsage();
    for (let i = 0; i < 300_000; i += 1) buckets.take(`${i % 50_000}`, { rate: 0.001, burst: 1 }, i);
    const { user, system } = process.cpuUsage(began);
    expect(buckets.size).to.equal(10_000);
    expect((user + system) / 1e6, 'seconds').to.be.below(5); // 0.3; with a search in it, minutes
  });
});

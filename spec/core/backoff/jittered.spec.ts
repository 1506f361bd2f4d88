import { expect } from 'chai';
import fc from 'fast-check';
import { exponential, jittered, linear, type Backoff } from '../../../lib/core/backoff.js';
import { ArgumentError } from '../../../lib/core/errors.js';
import { duration, expectDelay, failures, first, wild } from '../support/backoffs.js';

const random = (chance: number) => () => chance;
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('jittered', () => {
  it('takes off nothing at the least, half a delay at the most', () => {
    expect(first(6, jittered(linear(20, 100), { random: random(0) }))).to.deep.equal([20, 40, 60, 80, 100, 100]);
    expect(first(6, jittered(linear(20, 100), { random: random(0.5) }))).to.deep.equal([15, 30, 45, 60, 75, 75]);
    expect(first(6, jittered(linear(20, 100), { random: random(0.99) }))).to.deep.equal([11, 21, 31, 41, 51, 51]);
  });

  it('takes off as much as `ratio` says', () => {
    expect(jittered(() => 1_000, { ratio: 0.1, random: random(0.5) })(1)).to.equal(950);
    expect(jittered(() => 1_000, { ratio: 0, random: random(0.9) })(1)).to.equal(1_000);
    expect(jittered(() => 1_000, { ratio: 1, random: random(0.75) })(1)).to.equal(250);
  });

  it('takes `Math.random` if given nothing, and spreads over the whole width, at the cap too', () => {
    const backoff = jittered(linear(1_000, 1_000), { ratio: undefined, random: undefined });
    const delays = Array.from({ length: 2_000 }, () => backoff(60));
    expect(Math.min(...delays)).to.be.within(500, 520);
    expect(Math.max(...delays)).to.be.within(980, 1_000);
    const eighths = new Set(delays.map((delay) => Math.floor((delay - 500) / 62.5)));
    expect(eighths.size).to.be.at.least(8);
  });

  it('takes chance once per delay, and keeps none of it', () => {
    const chances = [0, 0.5, 0.25];
    const backoff = jittered(() => 100, { random: () => chances.shift() ?? NaN });
    expect([backoff(1), backoff(1), backoff(1)]).to.deep.equal([100, 75, 88]);
  });

  it('keeps a delay above 0, and 0 at 0', () => {
    expect(jittered(() => 1, { ratio: 1, random: random(1 - 2 ** -53) })(1)).to.equal(1);
    expect(jittered(() => 0, { ratio: 1, random: random(0.5) })(1)).to.equal(0);
  });

  it('stays within [(1 − ratio) · d, d], whole, for any failures', () => {
    const inner = fc.oneof(
      fc.tuple(duration, duration).map(([a, b]) => linear(a, b)),
      duration.map((a) => exponential(a)),
    );
    fc.assert(
      fc.property(inner, unit, unit, failures, (backoff, ratio, chance, count) => {
        const delay = backoff(count);
        const spread = jittered(backoff, { ratio, random: random(chance) })(count);
        expectDelay(spread);
        expect(spread).to.be.within((1 - ratio) * delay, delay);
        if (delay > 0 && chance < 1) expect(spread).to.be.greaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps rule 7 around any function, with any chance', () => {
    const chance = fc.oneof(unit, fc.double(), fc.constantFrom(-1, 2, NaN, Infinity, undefined as never));
    fc.assert(
      fc.property(
        wild,
        fc.double({ min: 0, max: 1, noNaN: true }),
        chance,
        failures,
        (backoff, ratio, value, count) => {
          expectDelay(jittered(backoff, { ratio, random: random(value) })(count));
        },
      ),
    );
  });

  it('hands over the error, and lets an error through', () => {
    const error = new Error('no');
    const backoff: Backoff = (_, peer) => {
      if (peer === error) throw error;
      return peer as number;
    };
    expect(jittered(backoff, { random: random(0) })(1, 70)).to.equal(70);
    expect(() => jittered(backoff)(1, error)).to.throw(error);
  });

  it('composes', () => {
    const twice = jittered(
      jittered(() => 1_000, { random: random(0.5) }),
      { random: random(0.5) },
    );
    expect(twice(1)).to.equal(563);
  });

  it('checks its arguments', () => {
    for (const ratio of [-0.1, 1.1, NaN, '1' as never]) {
      expect(() => jittered(linear(1), { ratio })).to.throw(
        ArgumentError,
        'Expected `ratio` to be a number from 0 to 1',
      );
    }
    expect(() => jittered(5 as never)).to.throw(ArgumentError, 'Expected `backoff` to be a function, got `5`');
    expect(() => jittered(linear(1), { random: 5 as never })).to.throw(
      ArgumentError,
      'Expected `random` to be a function',
    );
    expect(() => jittered(linear(1), { Ratio: 1 } as never)).to.throw(ArgumentError, 'did you mean `ratio`?');
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError, DynamicBanScore } from 'rx-connmgr';
import { Scores } from '../../lib/core/scores.js';
import { runs } from '../support/runs.js';

const largest = 4_294_967_295;

describe('Scores', () => {
  it('keeps a score for each', () => {
    const scores = new Scores(10, 1_000);
    expect([scores.increase('a', 1, 0, 0), scores.increase('b', 2, 0, 0), scores.increase('a', 4, 0, 0)]).to.deep.equal(
      [1, 2, 5],
    );
    scores.reset('a');
    scores.reset('nobody');
    expect([scores.size, scores.increase('a', 1, 0, 0), scores.increase('b', 1, 0, 0)]).to.deep.equal([1, 1, 3]);
  });

  it('forgets the one that grew longest ago when there are too many', () => {
    const scores = new Scores(2, 1_000);
    scores.increase('a', 1, 0, 0);
    scores.increase('b', 1, 0, 0);
    scores.increase('a', 1, 0, 0);
    scores.increase('c', 1, 0, 0);
    expect(scores.size).to.equal(2);
    expect(scores.increase('a', 1, 0, 0)).to.equal(3);
    expect(scores.increase('b', 1, 0, 0), 'it was forgotten').to.equal(1);
  });

  it('forgets what has not grown for so long', () => {
    const scores = new Scores(10, 1_000);
    scores.increase('a', 1, 0, 0);
    scores.increase('b', 1, 0, 500);
    scores.increase('b', 1, 0, 1_000);
    expect(scores.size).to.equal(2);
    expect(scores.increase('a', 1, 0, 1_001)).to.equal(1);
    expect(scores.increase('c', 1, 0, 2_001)).to.equal(1);
    expect(scores.size, 'a and c').to.equal(2);
  });

  it('does not begin at 0 again', () => {
    const scores = new Scores(10, 1_000);
    scores.increase('a', 50, 0, 0);
    expect(scores.increase('a', largest, 0, 0)).to.equal(largest);
    expect(scores.increase('b', largest, 51, 0)).to.equal(largest);
  });

  it('changes nothing when it refuses', () => {
    const scores = new Scores(10, 1_000);
    expect(() => scores.increase('a', NaN, 0, 0)).to.throw(ArgumentError);
    expect(scores.size).to.equal(0);
    scores.increase('a', 1, 0, 0);
    expect(() => scores.increase('a', 1, -1, 0)).to.throw(ArgumentError);
    expect(scores.increase('a', 1, 0, 0)).to.equal(2);
  });

  it('is bounded, whoever comes', function () {
    this.timeout(10_000);
    const scores = new Scores(1_000, Infinity);
    for (let i = 0; i < 100_000; i += 1) scores.increase(`spammer ${i}`, 0, 50, i);
    expect(scores.size).to.equal(1_000);
    expect(scores.increase('spammer 99999', 0, 50, 100_000)).to.be.at.least(99);
  });

  it('has, while there is room, the scores of as many single ones', () => {
    const offence = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      points: fc.tuple(fc.nat(200), fc.nat(200)),
      step: fc.nat(400_000),
      reset: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(offence), (offences) => {
        const scores = new Scores(4, Infinity);
        const models = new Map<string, DynamicBanScore>();
        let at = 0;
        for (const { key, points, step, reset } of offences) {
          at += step;
          const model = models.get(key) ?? new DynamicBanScore();
          models.set(key, model);
          expect(scores.increase(key, ...points, at)).to.equal(model.increase(...points, at));
          if (!reset) continue;
          scores.reset(key);
          model.reset();
        }
      }),
      { numRuns: runs(200) },
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { Tally } from '../../lib/core/tally.js';

describe('Tally', () => {
  it('counts by key, and forgets what is counted down', () => {
    const tally = new Tally();
    tally.add('a');
    tally.add('a');
    tally.add('b');
    expect([tally.count('a'), tally.count('b'), tally.count('c'), tally.size]).to.deep.equal([2, 1, 0, 2]);
    tally.remove('a');
    tally.remove('b');
    expect([tally.count('a'), tally.count('b'), tally.size]).to.deep.equal([1, 0, 1]);
    tally.remove('a');
    expect(tally.size).to.equal(0);
  });

  it('takes nothing away where there is nothing', () => {
    const tally = new Tally();
    tally.remove('a');
    expect([tally.count('a'), tally.size]).to.deep.equal([0, 0]);
    tally.add('a');
    expect(tally.count('a')).to.equal(1);
  });

  it('is as many as were added and not removed', () => {
    const step = fc.tuple(fc.boolean(), fc.constantFrom('a', 'b', '__proto__'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tally = new Tally();
        const model: string[] = [];
        for (const [add, key] of steps) {
          if (add) model.push(key);
          else if (model.includes(key)) model.splice(model.indexOf(key), 1);
          if (add) tally.add(key);
          else tally.remove(key);
          expect(tally.size).to.equal(new Set(model).size);
          expect(tally.count(key)).to.equal(model.filter((one) => one === key).length);
        }
      }),
    );
  });
});

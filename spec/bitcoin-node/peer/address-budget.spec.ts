import { expect } from 'chai';
import fc from 'fast-check';
import { AddressBudget } from '../../../examples/bitcoin-node/peer/address-budget.js';

const second = 1_000;

describe('AddressBudget', () => {
  it('has one at first', () => {
    expect(new AddressBudget(0).take(10, 0)).to.equal(1);
  });

  it('gets one every ten seconds', () => {
    const budget = new AddressBudget(0);
    expect(budget.take(5, 0)).to.equal(1);
    expect(budget.take(5, 10 * second - 1)).to.equal(0);
    expect(budget.take(5, 10 * second)).to.equal(1);
    expect(budget.take(5, 40 * second)).to.equal(3);
  });

  it('loses nothing in small steps', () => {
    const budget = new AddressBudget(0);
    let taken = 0;
    for (let now = 0; now <= 1_000 * second; now += 100) taken += budget.take(1, now);
    expect(taken).to.equal(101);
  });

  it('saves up a thousand, no more', () => {
    expect(new AddressBudget(0).take(5_000, 10 ** 9)).to.equal(1_000);
  });

  it('gets a thousand more when it is asked, and none by waiting until those are spent', () => {
    const budget = new AddressBudget(0);
    budget.ask();
    expect(budget.take(1_000, 0)).to.equal(1_000);
    expect(budget.take(1_000, 0)).to.equal(1);
    const rich = new AddressBudget(0);
    rich.ask();
    expect(rich.take(5_000, 10 ** 9)).to.equal(1_001);
  });

  it('takes no more than is wanted', () => {
    const budget = new AddressBudget(0);
    budget.ask();
    expect([budget.take(3, 0), budget.take(0, 0), budget.take(998, 0), budget.take(1, 0)]).to.deep.equal([
      3, 0, 998, 0,
    ]);
  });

  it('takes a clock that was set back for one that stands still', () => {
    const budget = new AddressBudget(100 * second);
    expect(budget.take(5, 0)).to.equal(1);
    expect(budget.take(5, 0)).to.equal(0);
    expect(budget.take(5, 20 * second)).to.equal(2);
  });

  it('never gives more than one, one each ten seconds, and a thousand each time that it is asked', () => {
    const step = fc.record({ after: fc.nat(200 * second), count: fc.nat(1_500), ask: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const budget = new AddressBudget(0);
        let [now, taken, asked] = [0, 0, 0];
        for (const { after, count, ask } of steps) {
          now += after;
          if (ask) budget.ask();
          if (ask) asked += 1;
          const got = budget.take(count, now);
          expect(got).to.be.within(0, count);
          taken += got;
          expect(taken).to.be.at.most(1 + now / (10 * second) + 1_000 * asked + 1e-6);
        }
      }),
    );
  });
});

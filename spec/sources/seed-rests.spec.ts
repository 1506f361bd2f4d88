import { expect } from 'chai';
import sinon, { type SinonFakeTimers } from 'sinon';
import { SeedRests } from '../../lib/sources/seed-rests.js';

describe('SeedRests', () => {
  let time: SinonFakeTimers;
  const backoff = (failures: number) => 10 * failures;

  beforeEach(() => (time = sinon.useFakeTimers({ now: 1_000 })));
  afterEach(() => time.restore());

  it('lets nobody rest who has not failed', () => {
    const rests = new SeedRests();
    expect([rests.isDue('a'), rests.untilDue()]).to.deep.equal([true, 0]);
  });

  it('lets a seed rest for as long as the back-off says, longer after each failure', () => {
    const rests = new SeedRests();
    expect(rests.fail('a', 'error', backoff)).to.deep.equal({ failures: 1, delay: 10 });
    expect([rests.isDue('a'), rests.isDue('b'), rests.untilDue()]).to.deep.equal([false, true, 10]);
    time.tick(9);
    expect([rests.isDue('a'), rests.untilDue()]).to.deep.equal([false, 1]);
    time.tick(1);
    expect([rests.isDue('a'), rests.untilDue()]).to.deep.equal([true, 0]);
    expect(rests.fail('a', 'error', backoff)).to.deep.equal({ failures: 2, delay: 20 });
    expect(rests.untilDue()).to.equal(20);
  });

  it('knows when the first of several is due, also when that is past', () => {
    const rests = new SeedRests();
    rests.fail('a', 'error', () => 50);
    rests.fail('b', 'error', () => 30);
    expect(rests.untilDue()).to.equal(30);
    time.tick(40);
    expect(rests.untilDue()).to.equal(0);
    rests.absolve('b');
    expect([rests.isDue('b'), rests.untilDue()]).to.deep.equal([true, 10]);
  });

  it('hands the error to the back-off, and counts nothing where that throws', () => {
    const rests = new SeedRests();
    const heard: unknown[] = [];
    rests.fail('a', 'error', (_, error) => (heard.push(error), 1));
    const throwing = () => {
      throw new Error('a fault');
    };
    expect(() => rests.fail('a', 'error', throwing)).to.throw('a fault');
    expect(rests.fail('a', 'error', backoff).failures).to.equal(2);
    expect(heard).to.deep.equal(['error']);
  });

  it('ends no rest later because the clock is set back', () => {
    const rests = new SeedRests();
    rests.fail('a', 'error', () => 50);
    time.setSystemTime(0);
    expect(rests.untilDue()).to.equal(50);
    time.tick(50);
    expect(rests.isDue('a')).to.equal(true);
  });
});

import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { asyncScheduler, timer } from 'rxjs';
import sinon from 'sinon';
import { Rests } from '../../lib/operators/rests.js';

const recording = (rests: Rests) => {
  const over: string[] = [];
  return {
    over,
    rest: (key: string, duration: number) =>
      rests.rest(key, duration, () => over.push(`${key} at ${asyncScheduler.now()}`)),
  };
};

describe('Rests', () => {
  afterEach(() => sinon.restore());

  it(
    'releases each when its rest is over, the shortest first',
    marbles(({ flush }) => {
      const rests = new Rests(10);
      const { over, rest } = recording(rests);
      rest('a', 50);
      rest('b', 20);
      rest('c', 70);
      expect([rests.size, rests.has('a'), rests.has('x')]).to.deep.equal([3, true, false]);
      flush();
      expect(over).to.deep.equal(['b at 20', 'a at 50', 'c at 70']);
      expect(rests.size).to.equal(0);
    }),
  );

  it(
    'lets a new rest take the place of an old one, which is released',
    marbles(({ flush }) => {
      const { over, rest } = recording(new Rests(10));
      rest('a', 50);
      timer(10).subscribe(() => rest('a', 100));
      flush();
      expect(over).to.deep.equal(['a at 10', 'a at 110']);
    }),
  );

  it(
    'forgives: shortens, and never lengthens',
    marbles(({ flush }) => {
      const rests = new Rests(10);
      const { over, rest } = recording(rests);
      rest('a', 1_000);
      rest('b', 30);
      timer(20).subscribe(() => rests.forgive(() => 40));
      flush();
      expect(over).to.deep.equal(['b at 30', 'a at 60']);
    }),
  );

  it(
    'releases all at the end, and leaves no timer',
    marbles(({ flush }) => {
      const rests = new Rests(10);
      const { over, rest } = recording(rests);
      rest('a', 1_000);
      rests.fail('a');
      timer(5).subscribe(() => rests.clear());
      flush();
      expect(over).to.deep.equal(['a at 5']);
      expect([rests.size, rests.failures('a')]).to.deep.equal([0, 0]);
    }),
  );

  it('counts failures in a row, of so many keys', () => {
    const rests = new Rests(2);
    expect([rests.fail('a'), rests.fail('a'), rests.fail('b')]).to.deep.equal([1, 2, 1]);
    rests.absolve('a');
    expect(rests.fail('a')).to.equal(1);
    rests.fail('b');
    rests.fail('c');
    expect(
      ['a', 'b', 'c'].map((key) => rests.failures(key)),
      'the one longest ago is forgotten',
    ).to.deep.equal([0, 2, 1]);
  });

  it(
    'are delayed a little, not by a day, when the clock is set back by a day',
    marbles(({ flush }) => {
      const rests = new Rests(10);
      const { over, rest } = recording(rests);
      const now = asyncScheduler.now.bind(asyncScheduler);
      rest('a', 100);
      timer(20).subscribe(() => sinon.stub(asyncScheduler, 'now').callsFake(() => now() - 86_400_000));
      timer(30).subscribe(() => rest('b', 100));
      timer(131).subscribe(() => expect(over).to.have.length(2));
      flush();
    }),
  );
});

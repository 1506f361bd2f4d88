import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { asyncScheduler, timer } from 'rxjs';
import { Pace } from '../../lib/operators/pace.js';

/** Has so many wait their turn, and records when each had it. */
const queue = (pace: Pace, count: number): number[] => {
  const times: number[] = [];
  const next = () => {
    pace.enter({
      wake: () => {
        if (pace.take()) times.push(asyncScheduler.now());
        else next();
      },
    });
  };
  for (let i = 0; i < count; i += 1) next();
  return times;
};

describe('Pace', () => {
  it(
    'lets so many through in each period',
    marbles(({ flush }) => {
      const times = queue(new Pace({ limit: 2, period: 100, batch: 1 }), 5);
      flush();
      expect(times).to.deep.equal([0, 0, 100, 100, 200]);
    }),
  );

  it(
    'wakes those who wait in batches',
    marbles(({ flush }) => {
      const pace = new Pace({ limit: 2, period: 100, batch: 2 });
      pace.take();
      timer(50).subscribe(() => pace.take());
      let times: number[] = [];
      timer(60).subscribe(() => (times = queue(pace, 3)));
      flush();
      expect(times, 'the first alone, since it waited alone; then two at once').to.deep.equal([100, 200, 200]);
    }),
  );

  it(
    'lets nobody pass those who wait',
    marbles(({ flush }) => {
      const pace = new Pace({ limit: 1, period: 100, batch: 1 });
      const order: string[] = [];
      const wait = (name: string) =>
        pace.enter({
          wake: () => {
            order.push(name);
            pace.take();
          },
        });
      wait('a');
      wait('b');
      timer(150).subscribe(() => wait('c'));
      flush();
      expect(order).to.deep.equal(['a', 'b', 'c']);
    }),
  );

  it(
    'goes by another tempo from the moment it is set',
    marbles(({ flush }) => {
      const pace = new Pace({ limit: 1, period: 1_000, batch: 1 });
      const times = queue(pace, 3);
      timer(10).subscribe(() => (pace.tempo = { limit: 1, period: 5, batch: 1 }));
      flush();
      expect(times).to.deep.equal([0, 10, 15]);
    }),
  );

  it(
    'leaves no timer when nobody waits any more',
    marbles(({ flush }) => {
      const pace = new Pace({ limit: 1, period: 1_000, batch: 1 });
      pace.take();
      const turn = pace.enter({ wake: () => expect.fail('it left') });
      if (turn) pace.leave(turn);
      let now = -1;
      timer(0).subscribe(() => (now = asyncScheduler.now()));
      flush();
      expect(now).to.equal(0);
    }),
  );
});

import { expect } from 'chai';
import fc from 'fast-check';
import { marbles } from 'rx-connmgr/testing';
import { asyncScheduler, timer } from 'rxjs';
import sinon from 'sinon';
import { Alarms, type Alarm } from '../../lib/operators/alarms.js';

describe('Alarms', () => {
  afterEach(() => sinon.restore());

  it(
    'ring a duration after each was set, with one timer for all',
    marbles(({ flush }) => {
      const alarms = new Alarms(100);
      const rung: string[] = [];
      const set = (name: string) => alarms.set({ wake: () => rung.push(`${name} at ${asyncScheduler.now()}`) });
      set('a');
      set('b');
      timer(30).subscribe(() => set('c'));
      expect(asyncScheduler.actions.length).to.be.at.most(2);
      flush();
      expect(rung).to.deep.equal(['a at 100', 'b at 100', 'c at 130']);
    }),
  );

  it(
    'ring not when cleared, and leave no timer when none is left',
    marbles(({ flush }) => {
      const alarms = new Alarms(100);
      const wake = sinon.spy();
      const [a, b] = [alarms.set({ wake }), alarms.set({ wake })];
      alarms.clear(a);
      alarms.clear(a);
      alarms.clear(b);
      let now = 0;
      timer(0).subscribe(() => (now = asyncScheduler.now()));
      flush();
      expect(wake.callCount).to.equal(0);
      expect(now, 'nothing else was due').to.equal(0);
    }),
  );

  it(
    'may set and clear others while they ring',
    marbles(({ flush }) => {
      const alarms = new Alarms(10);
      const rung: number[] = [];
      const second = { wake: () => rung.push(-1) };
      alarms.set({
        wake: () => {
          rung.push(asyncScheduler.now());
          alarms.clear(other);
          alarms.set({ wake: () => rung.push(asyncScheduler.now()) });
        },
      });
      const other = alarms.set(second);
      flush();
      expect(rung).to.deep.equal([10, 20]);
    }),
  );

  it(
    'leave no timer when one who is woken clears the last alarm and sets another',
    marbles(
      ({ flush }) => {
        const alarms = new Alarms(10);
        let third: Alarm | undefined;
        alarms.set({
          wake: () => {
            alarms.clear(second);
            third = alarms.set({ wake: () => {} });
          },
        });
        const second = alarms.set({ wake: () => {} });
        timer(11).subscribe(() => third && alarms.clear(third));
        flush();
      },
      { maxFrames: 19 },
    ),
  );

  it(
    'are delayed by no more than one duration when the clock is set back',
    marbles(({ flush }) => {
      const alarms = new Alarms(100);
      const [first, second] = [sinon.spy(), sinon.spy()];
      alarms.set({ wake: first });
      timer(90).subscribe(() => alarms.set({ wake: second }));
      const now = asyncScheduler.now.bind(asyncScheduler);
      timer(95).subscribe(() => sinon.stub(asyncScheduler, 'now').callsFake(() => now() - 86_400_000));
      timer(190).subscribe(() => expect([first.callCount, second.callCount]).to.deep.equal([1, 0]));
      timer(290).subscribe(() => expect(second.callCount).to.equal(1));
      flush();
    }),
  );

  it('ring in time for any schedule of setting and clearing', () => {
    const step = fc.record({ at: fc.nat(500), clearAfter: fc.option(fc.nat(150)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        marbles(({ flush }) => {
          const alarms = new Alarms(100);
          const rung: (number | undefined)[] = steps.map(() => undefined);
          steps.forEach(({ at, clearAfter }, i) => {
            let alarm: Alarm | undefined;
            timer(at).subscribe(() => (alarm = alarms.set({ wake: () => (rung[i] = asyncScheduler.now()) })));
            if (clearAfter !== null) timer(at + clearAfter).subscribe(() => alarm && alarms.clear(alarm));
          });
          flush();
          steps.forEach(({ at, clearAfter }, i) => {
            if (clearAfter !== null && clearAfter < 100) expect(rung[i]).to.equal(undefined);
            else if (clearAfter !== 100) expect(rung[i]).to.equal(at + 100);
          });
        })();
      }),
    );
  });
});

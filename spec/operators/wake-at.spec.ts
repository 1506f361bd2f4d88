import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { NEVER, asyncScheduler, concat, map, of } from 'rxjs';
import sinon from 'sinon';
import { wakeAt } from '../../lib/operators/wake-at.js';

const woken = map(() => 'w');
const hour = 3_600_000;

describe('wakeAt', () => {
  afterEach(() => sinon.restore());

  it(
    'wakes at an instant, and again until there is another',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const instant = hot(' a-----b-c---', { a: 4, b: 9, c: Infinity });
      const subs = '        ^-----------!';
      const unsub = '       ^-----------!';
      const expected = '    ----ww-------';
      expectObservable(instant.pipe(wakeAt(), woken), unsub).toBe(expected);
      expectSubscriptions(instant.subscriptions).toBe(subs);
    }),
  );

  it(
    'wakes by the last instant given, once for the same one',
    marbles(({ hot, expectObservable }) => {
      const instant = hot(' ab-b--', { a: 3, b: 6 });
      const expected = '    ------w';
      expectObservable(instant.pipe(wakeAt(), woken), '^------!').toBe(expected);
    }),
  );

  it(
    'wakes soon for what is past, and never at once: whoever only looked would spin',
    marbles(({ cold, expectObservable }) => {
      const instant = cold('--a', { a: -100 });
      const expected = '    ---www';
      expectObservable(instant.pipe(wakeAt(), woken), '^-----!').toBe(expected);
    }),
  );

  it(
    'looks at the clock every hour: it may have been set',
    marbles(({ cold, expectObservable }) => {
      const instant = cold('a', { a: 2.5 * hour });
      const expected = `    ${hour}ms w ${hour - 1}ms w ${hour / 2 - 1}ms w`;
      expectObservable(instant.pipe(wakeAt(), woken), `^ ${2.5 * hour}ms !`).toBe(expected);
    }),
  );

  it(
    'sleeps on when the same instant is given again',
    marbles(({ cold, expectObservable }) => {
      const instant = cold(`a ${hour / 2}ms a`, { a: 9 * hour });
      const expected = `    ${hour}ms w`;
      expectObservable(instant.pipe(wakeAt(), woken), `^ ${1.5 * hour}ms !`).toBe(expected);
    }),
  );

  it(
    'goes by the clock as it is then',
    marbles(({ cold, expectObservable }) => {
      const now = asyncScheduler.now.bind(asyncScheduler);
      const ahead = () => (now() >= hour ? hour : 0);
      sinon.stub(asyncScheduler, 'now').callsFake(() => now() + ahead());
      const instant = cold('a', { a: 2.5 * hour });
      const expected = `    ${hour}ms w ${hour / 2 - 1}ms w`;
      expectObservable(instant.pipe(wakeAt(), woken), `^ ${1.5 * hour}ms !`).toBe(expected);
    }),
  );

  it(
    'never wakes for what never comes, and ends as its source does then',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a--|', { a: Infinity }).pipe(wakeAt())).toBe('-');
      expectObservable(cold<number>('|').pipe(wakeAt())).toBe('|');
      expectObservable(cold<number>('-#').pipe(wakeAt())).toBe('-#');
      expectObservable(NEVER.pipe(wakeAt())).toBe('-');
    }),
  );

  it('has one timer, and none when it is let go of', () => {
    const clock = sinon.useFakeTimers();
    const subscription = concat(of(5, 6, 7_200_000), NEVER)
      .pipe(wakeAt())
      .subscribe();
    expect(clock.countTimers()).to.equal(1);
    clock.tick(3_600_000);
    expect(clock.countTimers()).to.equal(1);
    subscription.unsubscribe();
    expect(clock.countTimers()).to.equal(0);
    clock.restore();
  });
});

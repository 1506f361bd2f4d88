import { expect } from 'chai';
import fc from 'fast-check';
import { NEVER, Subject, defer, of, timer } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import type { State } from '../../lib/core/request.js';
import type { Place } from '../../lib/operators/place.js';
import { sustain } from '../../lib/operators/sustain.js';
import { laneOf } from '../support/lane.js';
import { runs } from '../support/runs.js';

const none = () => new Set<Place<string>>();

describe('sustain', () => {
  it(
    'keeps as many as there are places, and asks only for a place that is free',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('  ----|   ');
      const other = cold('------|    ');
      const ones = ['     ^---!   ', '----^---!', '--------^---!'];
      const others = ['   ^-----! ', '------^-----!'];
      const unsubscribed = '^---------!';
      let asked = 0;
      const lease$ = defer(() => of(String((asked += 1))));
      // The first two places, then whoever is free: one and other end at different times.
      const kind = [one, other, one, other, one];
      const kept$ = sustain(2, laneOf({ lease$, busy: (n) => kind[Number(n) - 1]! }), none());
      expectObservable(kept$, unsubscribed).toBe('');
      expectSubscriptions(one.subscriptions).toBe(ones);
      expectSubscriptions(other.subscriptions).toBe(others);
    }),
  );

  it(
    'asks for nothing without places',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const lease = cold('--a');
      expectObservable(sustain(0, laneOf({ lease$: lease }), none())).toBe('|');
      expectSubscriptions(lease.subscriptions).toBe([]);
    }),
  );

  it(
    'takes ten thousand turns in one frame without growing the stack',
    marbles(({ flush }) => {
      let turns = 0;
      const enough$ = new Subject<void>();
      const lease$ = defer(() => of(String((turns += 1))));
      const busy = () => {
        if (turns === 10_000) enough$.next();
        return of('done');
      };
      const kept = sustain(1, laneOf({ lease$, busy }), none()).subscribe();
      enough$.subscribe(() => kept.unsubscribe());
      flush();
      expect(turns).to.equal(10_000);
    }),
  );

  describe('with a target that changes', () => {
    /** Places busy with requests in these states, or hungry; which are ended, by number, when the target falls to `to`. */
    const retired = (states: readonly (State | undefined)[], to: number): readonly number[] => {
      const ended: number[] = [];
      const target$ = new Subject<number>();
      const places = none();
      let asked = -1;
      const lease$ = defer(() => (states[(asked += 1)] === undefined ? NEVER : of(String(asked))));
      const lane = laneOf({
        lease$,
        state: (address) => states[Number(address)]!,
        ended: (address, reason) => {
          expect(reason).to.equal('surplus');
          ended.push(Number(address) + 1);
        },
      });
      const kept = sustain(target$, lane, places).subscribe();
      target$.next(states.length);
      target$.next(to);
      expect(places.size).to.equal(to);
      kept.unsubscribe();
      return ended;
    };

    it('retires dials before connections, and the youngest first', () => {
      expect(retired(['established', 'dialing', 'established', 'queued'], 3)).to.deep.equal([4]);
      expect(retired(['established', 'dialing', 'established', 'queued'], 1)).to.deep.equal([4, 2, 3]);
      expect(retired(['established', 'established', 'established'], 0)).to.deep.equal([3, 2, 1]);
    });

    it('retires free places before all', () => {
      expect(retired(['established', undefined, 'dialing'], 2)).to.deep.equal([]);
    });

    it(
      'starts with none, grows, shrinks and grows again',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const target = cold('--b--a--c----', { a: 1, b: 2, c: 3 });
        const lease = cold(' -------------');
        const asked = ['--^--!', '--^----------!', '--------^----!', '--------^----!'];
        expectObservable(sustain(target, laneOf({ lease$: lease }), none()), '^------------!').toBe('');
        expectSubscriptions(lease.subscriptions).toBe(asked);
      }),
    );

    it('never has more requests than it was ever allowed, and comes to the target', () => {
      const step = fc.record({ at: fc.nat(100), target: fc.nat(6) });
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
          marbles(({ flush }) => {
            const target$ = new Subject<number>();
            const lane = laneOf({ lease$: of('a'), busy: () => timer(7) });
            const kept = sustain(target$, lane, none()).subscribe();
            for (const { at, target } of steps) {
              timer(at).subscribe(() => {
                target$.next(target);
                expect(lane.busy()).to.be.at.most(target);
              });
            }
            // Of those at the same time the last one holds: the sort is stable.
            const last = [...steps].sort((a, b) => a.at - b.at).at(-1);
            timer(200).subscribe(() => {
              expect(lane.busy()).to.equal(last?.target);
              kept.unsubscribe();
            });
            flush();
          })();
        }),
        { numRuns: runs(100) },
      );
    });
  });

  it(
    'keeps some thousands of places as it keeps a few, and lets go of them at once',
    marbles(({ flush }) => {
      const lane = laneOf({ lease$: NEVER });
      const kept = sustain(5_000, lane, none()).subscribe();
      expect(lane.hungry.size).to.equal(5_000);
      kept.unsubscribe();
      expect(lane.hungry.size).to.equal(0);
      flush();
    }),
  );
});

import { expect } from 'chai';
import fc from 'fast-check';
import { NEVER, Observable, Subject, defer, finalize, ignoreElements, of, timer } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import type { State } from '../../lib/core/request.js';
import type { Place } from '../../lib/operators/place.js';
import { sustain } from '../../lib/operators/sustain.js';
import { runs } from '../support/runs.js';
import { requestOf } from '../support/world.js';

const none = () => new Set<Place<string>>();

describe('sustain', () => {
  it(
    'keeps as many as there are places, and asks only for a place that is free',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('  ----|   ');
      const other = cold('------|    ');
      const ones = ['     ^---!   ', '----^---!', '--------^-!'];
      const others = ['   ^-----! ', '------^---!'];
      const unsubscribed = '^---------!';
      let asked = 0;
      const ask$ = defer(() => of((asked += 1)));
      // The first two places, then whoever is free: one and other end at different times.
      const kind = [one, other, one, other, one];
      const kept$ = sustain(2, { ask$, run: (n) => kind[n - 1]!.pipe(ignoreElements()), places: none() });
      expectObservable(kept$, unsubscribed).toBe('');
      expectSubscriptions(one.subscriptions).toBe(ones);
      expectSubscriptions(other.subscriptions).toBe(others);
    }),
  );

  it(
    'asks for nothing without places',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const ask = cold('-a|');
      expectObservable(sustain(0, { ask$: ask, run: () => NEVER, places: none() })).toBe('|');
      expectSubscriptions(ask.subscriptions).toBe([]);
    }),
  );

  it(
    'waits for an address as long as it takes, and stops asking when it is unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const ask = cold('    ----');
      const asked = '       ^-----!';
      expectObservable(sustain(2, { ask$: ask, run: () => NEVER, places: none() }), asked).toBe('');
      expectSubscriptions(ask.subscriptions).toBe([asked, asked]);
    }),
  );

  it(
    'turns ten thousand times in one frame without growing the stack',
    marbles(({ flush }) => {
      let turns = 0;
      const enough$ = new Subject<void>();
      const ask$ = defer(() => of((turns += 1)));
      const run = (n: number) => {
        if (n === 10_000) enough$.next();
        return of(n).pipe(ignoreElements());
      };
      const kept = sustain(1, { ask$, run, places: none() }).subscribe();
      enough$.subscribe(() => kept.unsubscribe());
      flush();
      expect(turns).to.equal(10_000);
    }),
  );

  describe('with a target that changes', () => {
    /** Places busy with requests in these states, by id; what is ended when the target falls to `to`. */
    const retired = (states: readonly (State | undefined)[], to: number): readonly number[] => {
      const ended: number[] = [];
      const target$ = new Subject<number>();
      const places = new Set<Place<string>>();
      let id = 0;
      const run = (state: State | undefined, place: Place<string>) => {
        id += 1;
        if (state === undefined) return NEVER;
        const request = requestOf('automatic', id);
        request.state = state;
        place.request = request;
        return new Observable<never>((subscriber) => {
          request.run = {
            over: false,
            unsubscribe: () => {},
            end: (reason) => {
              expect(reason).to.equal('surplus');
              ended.push(request.id);
              subscriber.complete();
            },
          };
        });
      };
      const next = states.values();
      const ask$ = defer(() => of(next.next().value));
      const kept = sustain(target$, { ask$, run, places }).subscribe();
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
        const ask = cold('   -------------');
        const asked = ['--^--!', '--^----------!', '--------^----!', '--------^----!'];
        const kept$ = sustain(target, { ask$: ask, run: () => NEVER, places: none() });
        expectObservable(kept$, '^------------!').toBe('');
        expectSubscriptions(ask.subscriptions).toBe(asked);
      }),
    );

    it('never has more requests than it was ever allowed, and comes to the target', () => {
      const step = fc.record({ at: fc.nat(100), target: fc.nat(6) });
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
          marbles(({ flush }) => {
            const target$ = new Subject<number>();
            let busy = 0;
            const run = (_: unknown, place: Place<string>) =>
              new Observable<never>((subscriber) => {
                const request = requestOf('automatic', 1);
                request.state = 'established';
                request.run = { over: false, unsubscribe: () => {}, end: () => subscriber.complete() };
                place.request = request;
                busy += 1;
                subscriber.add(timer(7).subscribe({ complete: () => subscriber.complete() }));
                return () => (busy -= 1);
              });
            const kept = sustain(target$, { ask$: of('a'), run, places: none() }).subscribe();
            for (const { at, target } of steps) {
              timer(at).subscribe(() => {
                target$.next(target);
                expect(busy).to.be.at.most(target);
              });
            }
            // Of those at the same time the last one holds: the sort is stable.
            const last = [...steps].sort((a, b) => a.at - b.at).at(-1);
            timer(200).subscribe(() => {
              expect(busy).to.equal(last?.target);
              kept.unsubscribe();
              expect(busy).to.equal(0);
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
      let busy = 0;
      const run = () => NEVER.pipe(finalize(() => (busy -= 1)));
      const ask$ = defer(() => of((busy += 1)));
      const kept = sustain(5_000, { ask$, run, places: none() }).subscribe();
      expect(busy).to.equal(5_000);
      kept.unsubscribe();
      expect(busy).to.equal(0);
      flush();
    }),
  );
});

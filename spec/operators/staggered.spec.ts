import { expect } from 'chai';
import fc from 'fast-check';
import {
  EMPTY,
  NEVER,
  Observable,
  Subject,
  defer,
  map,
  merge,
  mergeMap,
  of,
  startWith,
  tap,
  throwError,
  timer,
  type Subscription,
} from 'rxjs';
import { ConnectionError, DialError } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { staggered } from '../../lib/operators/staggered.js';

const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
const silent = new Error('silent');
const broke = new Error('broke');
const closed = new ConnectionError('failed', 'The dial ended without a connection');

describe('staggered', () => {
  describe('begins', () => {
    it(
      'each next one a while after the one before, and ends none for being slow',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    ----------a--|');
        const b = cold('       -----------');
        const c = cold('          --------');
        const dialledA = '  ^------------!';
        const dialledB = '  ---^------!';
        const dialledC = '  ------^---!';
        const expected = '  ----------a--|';
        expectObservable(staggered([a, b, c], 3)).toBe(expected);
        expectSubscriptions(a.subscriptions).toBe(dialledA);
        expectSubscriptions(b.subscriptions).toBe(dialledB);
        expectSubscriptions(c.subscriptions).toBe(dialledC);
      }),
    );

    it(
      'the next at once when one fails, and counts from there',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    -#             ', undefined, refused);
        const b = cold('     ---------     ');
        const c = cold('        ------     ');
        const dialledA = '  ^!';
        const dialledB = '  -^-------!';
        const dialledC = '  ----^----!';
        const unsub = '     ---------!';
        expectObservable(staggered([a, b, c], 3), unsub).toBe('----------');
        expectSubscriptions(a.subscriptions).toBe(dialledA);
        expectSubscriptions(b.subscriptions).toBe(dialledB);
        expectSubscriptions(c.subscriptions).toBe(dialledC);
      }),
    );

    it(
      'the next at once when an older one fails, too',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    ----#          ', undefined, refused);
        const b = cold('       ---------   ');
        const c = cold('        -----c--   ');
        const dialledC = '  ----^-------!';
        const expected = '  ---------c---';
        expectObservable(staggered([a, b, c], 3), '------------!').toBe(expected);
        expectSubscriptions(c.subscriptions).toBe(dialledC);
      }),
    );

    it(
      'no other once one is connected',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    --a--------|');
        const b = cold('    -b');
        const expected = '  --a--------|';
        expectObservable(staggered([a, b], 3)).toBe(expected);
        expectSubscriptions(b.subscriptions).toBe([]);
      }),
    );

    it(
      'all in one frame without a stagger, if it is asked to',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    ----a---');
        const b = cold('    --b-----');
        const expected = '  --b-----';
        expectObservable(staggered([a, b], 0), '-------!').toBe(expected);
        expectSubscriptions(a.subscriptions).toBe('^-!');
      }),
    );
  });

  describe('the first to connect', () => {
    it(
      'wins, and the others are closed before it is told',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    -------------');
        const b = cold('       --b---|   ');
        const dialledA = '  ^----!';
        const dialledB = '  ---^-----!';
        const expected = '  -----b---|';
        expectObservable(staggered([a, b], 3)).toBe(expected);
        expectSubscriptions(a.subscriptions).toBe(dialledA);
        expectSubscriptions(b.subscriptions).toBe(dialledB);
      }),
    );

    it(
      'is one of two in the same frame, and the other is closed',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    -----a-----');
        const b = cold('       --b-----');
        const expected = '  -----a-----';
        expectObservable(staggered([a, b], 3), '----------!').toBe(expected);
        expectSubscriptions(a.subscriptions).toBe('^---------!');
        expectSubscriptions(b.subscriptions).toBe('---^-!');
      }),
    );

    it(
      'is the stream from then on: it breaks as that does, and nothing is begun in its place',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    --a---#', undefined, broke);
        const b = cold('    -b');
        expectObservable(staggered([a, b], 3)).toBe('--a---#', undefined, broke);
        expectSubscriptions(b.subscriptions).toBe([]);
      }),
    );

    it(
      'is closed when unsubscribed from',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    #', undefined, refused);
        const b = cold('    --b------');
        const unsub = '     -----!';
        expectObservable(staggered([a, b], 3), unsub).toBe('--b---');
        expectSubscriptions(b.subscriptions).toBe('^----!');
      }),
    );

    it('may be there at once', () => {
      const told: unknown[] = [];
      const dialled: string[] = [];
      const dial = (name: string) => of(name).pipe(tap({ subscribe: () => dialled.push(name) }));
      staggered([dial('a'), dial('b')], 250).subscribe({ next: (c) => told.push(c), complete: () => told.push('|') });
      expect(told).to.deep.equal(['a', '|']);
      expect(dialled).to.deep.equal(['a']);
    });

    it(
      'may connect while another is being begun, which is closed as soon as it is',
      marbles(({ expectObservable, expectSubscriptions, hot }) => {
        const a$ = new Subject<string>();
        const b$ = hot('---------b');
        const begun$ = defer(() => {
          a$.next('a');
          return merge(of('too late'), b$);
        });
        expectObservable(staggered([a$, begun$], 3), '---------!').toBe('---a------');
        expectSubscriptions(b$.subscriptions).toBe([]);
      }),
    );

    it('may be unsubscribed from inside `next`, and leaves nothing open', () => {
      const a$ = new Subject<string>();
      const open = () => a$.observed;
      const subscription: Subscription = staggered([a$, NEVER], 250).subscribe(() => subscription.unsubscribe());
      expect(open()).to.equal(true);
      a$.next('a');
      expect(open()).to.equal(false);
    });
  });

  describe('when all have failed', () => {
    it(
      'errors with all of it, in the order in which they were begun',
      marbles(({ cold, expectObservable }) => {
        const a = cold('    --------#', undefined, silent);
        const b = cold('       -#    ', undefined, refused);
        const c = cold('        --|   ');
        const expected = '  --------#';
        expectObservable(staggered([a, b, c], 3)).toBe(expected, undefined, new DialError([silent, refused, closed]));
      }),
    );

    it(
      'errors with the one error of one dial',
      marbles(({ cold, expectObservable }) => {
        expectObservable(staggered([cold('--#', undefined, refused)], 3)).toBe('--#', undefined, refused);
        expectObservable(staggered([cold('--|')], 3)).toBe('--#', undefined, closed);
      }),
    );

    it('errors at once where all fail at once, without a timer left', () => {
      let told: unknown;
      const dials = Array.from({ length: 64 }, () => throwError(() => refused));
      staggered(dials, 250).subscribe({ error: (error: unknown) => (told = error) });
      expect(told).to.be.instanceOf(DialError).with.property('errors').that.has.lengthOf(64);
    });

    it('errors for no dial at all', () => {
      let told: unknown;
      staggered([], 250).subscribe({ error: (error: unknown) => (told = error) });
      expect(told).to.be.instanceOf(DialError);
    });

    it('counts a dial that completes without a connection as failed', () => {
      const told: unknown[] = [];
      staggered<string>([EMPTY, of('b')], 250).subscribe((c) => told.push(c));
      expect(told).to.deep.equal(['b']);
    });
  });

  it(
    'cancels every dial under way when unsubscribed from, and begins no other',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('    ------------');
      const b = cold('       ---------');
      const c = cold('             ---');
      const unsub = '     -----!';
      expectObservable(staggered([a, b, c], 3), unsub).toBe('------');
      expectSubscriptions(a.subscriptions).toBe('^----!');
      expectSubscriptions(b.subscriptions).toBe('---^-!');
      expectSubscriptions(c.subscriptions).toBe([]);
    }),
  );

  it(
    'races anew for each subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('    -#', undefined, refused);
      const b = cold('    --b|');
      const race$ = staggered([a, b], 3);
      expectObservable(race$).toBe('        ---b|');
      expectObservable(race$, '-----^').toBe('--------b|');
      expectSubscriptions(b.subscriptions).toBe(['-^--!', '------^--!']);
    }),
  );

  it('has one connection open at most, whoever answers when', () => {
    const dial = fc.record({ after: fc.nat(900), connects: fc.boolean(), lasts: fc.nat(500) });
    fc.assert(
      fc.property(fc.array(dial, { minLength: 1, maxLength: 12 }), fc.nat(400), (plans, stagger) => {
        marbles(({ flush }) => {
          let open = 0;
          let dialling = 0;
          let values = 0;
          const dials = plans.map(
            ({ after, connects, lasts }) =>
              new Observable<string>((subscriber) => {
                dialling += 1;
                let established = false;
                const plan$ = timer(after).pipe(
                  mergeMap(() =>
                    connects
                      ? timer(lasts).pipe(
                          map(() => '|'),
                          startWith('c'),
                        )
                      : throwError(() => refused),
                  ),
                );
                const running = plan$.subscribe({
                  next: (sign) => {
                    if (sign === '|') return subscriber.complete();
                    established = true;
                    open += 1;
                    subscriber.next('c');
                  },
                  error: (error: unknown) => subscriber.error(error),
                });
                return () => {
                  running.unsubscribe();
                  dialling -= 1;
                  if (established) open -= 1;
                };
              }),
          );
          let end = '';
          staggered(dials, stagger).subscribe({
            next: () => {
              values += 1;
              expect([open, dialling]).to.deep.equal([1, 1]);
            },
            error: () => (end = '#'),
            complete: () => (end = '|'),
          });
          flush();
          expect([open, dialling]).to.deep.equal([0, 0]);
          expect(end).to.equal(plans.some(({ connects }) => connects) ? '|' : '#');
          expect(values).to.equal(end === '|' ? 1 : 0);
        })();
      }),
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError, summarize, type Refusal, type RefusalReason, type RefusalSummary } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { EMPTY, NEVER, concat, from, map, of, take, throwError, timer } from 'rxjs';

/** One letter for each: who, and why. */
const refusals: Readonly<Record<string, Refusal<string>>> = {
  a: { address: 'a', reason: 'host' },
  b: { address: 'b', reason: 'host' },
  c: { address: 'c', reason: 'host' },
  d: { address: 'd', reason: 'host' },
  x: { address: 'x', reason: 'rate' },
  y: { address: 'y', reason: 'rate' },
};
const sum = (letter: string, count: number, total: number): RefusalSummary<string> => ({
  ...(refusals[letter] as Refusal<string>),
  count,
  total,
});
const odd = new Error('odd');

describe('summarize', () => {
  const two = { first: 2, every: 5 };

  it(
    'is silent where nothing is refused',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<Refusal<string>>('----');
      expectObservable(source.pipe(summarize(two)), '^---!').toBe('----');
      expectSubscriptions(source.subscriptions).toBe('^---!');
      expectObservable(NEVER.pipe(summarize(two)), '^---!').toBe('----');
      expectObservable(EMPTY.pipe(summarize(two))).toBe('|');
      expectObservable(throwError(() => odd).pipe(summarize(two))).toBe('#', undefined, odd);
    }),
  );

  it(
    'tells the first as they come, then one in an interval with the count of all since',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('  a-bcd--c--d------------a--|', refusals);
      const subs = '        ^-------------------------!';
      const expected = '    1-2--3----4------------5--|';
      const told = { 1: sum('a', 1, 1), 2: sum('b', 1, 2), 3: sum('d', 2, 4), 4: sum('d', 2, 6), 5: sum('a', 1, 7) };
      expectObservable(source.pipe(summarize(two))).toBe(expected, told);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'begins anew after an interval without any',
    marbles(({ hot, expectObservable }) => {
      const source = hot('  ab---------abc--', refusals);
      const expected = '    12---------34---';
      const unsub = '       ^--------------!';
      const told = { 1: sum('a', 1, 1), 2: sum('b', 1, 2), 3: sum('a', 1, 3), 4: sum('b', 1, 4) };
      expectObservable(source.pipe(summarize(two)), unsub).toBe(expected, told);
    }),
  );

  it(
    'goes on telling one in each interval for as long as they come',
    marbles(({ hot, expectObservable }) => {
      const source = hot('  aaaaaaaaaaaaaaaaaaaa', refusals);
      const expected = '    1----2----3----4----';
      const told = { 1: sum('a', 1, 1), 2: sum('a', 5, 6), 3: sum('a', 5, 11), 4: sum('a', 5, 16) };
      expectObservable(source.pipe(summarize({ first: 1, every: 5 })), '^-------------------!').toBe(expected, told);
    }),
  );

  it(
    'may tell none as it comes',
    marbles(({ hot, expectObservable }) => {
      const source = hot('  -ab--------', refusals);
      const expected = '    ------1----';
      expectObservable(source.pipe(summarize({ first: 0, every: 5 })), '^---------!').toBe(expected, {
        1: sum('b', 2, 2),
      });
    }),
  );

  it(
    'counts each reason apart: a flood of one hides no other',
    marbles(({ hot, expectObservable }) => {
      const source = hot('  abxcdcdy---', refusals);
      const expected = '    123--4-5---';
      const unsub = '       ^---------!';
      const told = { 1: sum('a', 1, 1), 2: sum('b', 1, 2), 3: sum('x', 1, 1), 4: sum('c', 3, 5), 5: sum('y', 1, 2) };
      expectObservable(source.pipe(summarize(two)), unsub).toBe(expected, told);
    }),
  );

  it(
    'tells what is left before the end, whatever that is',
    marbles(({ hot, expectObservable }) => {
      const completing = hot(' abcdxyxy|', refusals);
      const failing = hot('    abcdxyxy#', refusals, odd);
      const all = { 1: sum('a', 1, 1), 2: sum('x', 1, 1), 3: sum('d', 3, 4), 4: sum('y', 3, 4) };
      const once = { first: 1, every: 50 };
      expectObservable(completing.pipe(summarize(once))).toBe('1---2---(34|)', all);
      expectObservable(failing.pipe(summarize(once))).toBe('   1---2---(34#)', all, odd);
    }),
  );

  it(
    'leaves no timer when unsubscribed from, also from inside `next`',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('  aaaa', refusals);
      expectObservable(source.pipe(summarize({ first: 2, every: 86_400_001 }), take(2))).toBe('1(2|)', {
        1: sum('a', 1, 1),
        2: sum('a', 1, 2),
      });
      expectSubscriptions(source.subscriptions).toBe('^!');
    }),
  );

  it(
    'counts anew for each subscription',
    marbles(({ hot, expectObservable }) => {
      const source = hot('  -a-a-', refusals);
      const summary$ = source.pipe(summarize({ first: 5, every: 50 }));
      expectObservable(summary$, '^----!').toBe('  -1-2-', { 1: sum('a', 1, 1), 2: sum('a', 1, 2) });
      expectObservable(summary$, '--^--!').toBe('  ---1-', { 1: sum('a', 1, 1) });
    }),
  );

  it('takes a source that is there at once', () => {
    const told: number[] = [];
    from(Array.from({ length: 1_000 }, () => refusals.a as Refusal<string>))
      .pipe(summarize())
      .subscribe(({ count }) => told.push(count));
    expect(told).to.deep.equal([1, 1, 1, 997]);
  });

  it('takes reasons of one’s own', () => {
    const told: string[] = [];
    of({ address: 1, reason: 'full' as const })
      .pipe(summarize())
      .subscribe(({ reason }: RefusalSummary<number, 'full'>) => told.push(reason));
    expect(told).to.deep.equal(['full']);
  });

  it('loses nothing, and never tells more than it may', () => {
    const reason = fc.constantFrom<RefusalReason>('host', 'rate', 'flood');
    const schedule = fc.array(fc.tuple(reason, fc.nat(40)), { minLength: 1, maxLength: 80, size: 'max' });
    fc.assert(
      fc.property(schedule, fc.nat(3), fc.integer({ min: 1, max: 100 }), (steps, first, every) => {
        const told: { readonly at: number; readonly reason: string; readonly count: number; readonly total: number }[] =
          [];
        marbles(({ flush }) => {
          let at = 0;
          const source$ = concat(
            ...steps.map(([why, step]) => timer(step).pipe(map(() => ({ address: 'a', reason: why })))),
          );
          source$.pipe(summarize({ first, every })).subscribe(({ reason: why, count, total }) => {
            told.push({ at, reason: why, count, total });
          });
          timer(0, 1)
            .pipe(take(4_000))
            .subscribe((now) => (at = now));
          flush();
        })();
        for (const why of ['host', 'rate', 'flood']) {
          const mine = told.filter((one) => one.reason === why);
          const came = steps.filter(([one]) => one === why).length;
          expect(mine.reduce((total, { count }) => total + count, 0)).to.equal(came);
          expect(mine.at(-1)?.total ?? 0).to.equal(came);
          mine.forEach(({ total }, i) =>
            expect(total).to.equal(mine.slice(0, i + 1).reduce((all, { count }) => all + count, 0)),
          );
          for (const { at } of mine) {
            const window = mine.filter((one) => one.at > at - every && one.at <= at);
            expect(window.length, `${why} at ${at}`).to.be.at.most(first + 2); // and one at the end
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('refuses options that cannot be', () => {
    expect(() => summarize({ first: -1 })).to.throw(ArgumentError, 'Expected `first` to be a whole number ≥ 0');
    expect(() => summarize({ every: 0 })).to.throw(ArgumentError, 'Expected `every` to be a number > 0');
    expect(() => summarize({ every: 2 ** 31 })).to.throw(ArgumentError, 'Expected `every` to be a duration');
    expect(() => summarize({ evry: 1 } as never)).to.throw(ArgumentError, 'did you mean `every`?');
  });
});

import { expect } from 'chai';
import { NEVER, Subject, of, type Subscription } from 'rxjs';
import { ArgumentError, lastResort } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';

describe('lastResort', () => {
  const fixed = ['x', 'y'];

  it(
    'adds nothing to addresses that come in time',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ---a---b---|');
      const subscribed = '   ^----------!';
      const expected = '     ---a---b---|';
      expectObservable(source.pipe(lastResort(fixed, { after: 4 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    }),
  );

  it(
    'emits the fixed ones when none has come, and whatever comes later',
    marbles(({ cold, expectObservable }) => {
      const source = cold('  ---------a--|');
      const expected = '     ----(xy)-a--|';
      expectObservable(source.pipe(lastResort(fixed, { after: 4 }))).toBe(expected);
    }),
  );

  it(
    'waits a minute unless told otherwise',
    marbles(({ cold, expectObservable }) => {
      const options = [undefined, {}, { after: undefined }];
      for (const option of options) {
        expectObservable(cold('-').pipe(lastResort(fixed, option)), '61s !').toBe('60s (xy)');
      }
    }),
  );

  it(
    'emits them when the source ends without any: nothing is left to wait for',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('  --|').pipe(lastResort(fixed, { after: 9 }))).toBe('--(xy|)');
      expectObservable(cold('  |').pipe(lastResort(fixed, { after: 9 }))).toBe('(xy|)');
    }),
  );

  it(
    'emits them once',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('  ------|').pipe(lastResort(fixed, { after: 2 }))).toBe('--(xy)|');
    }),
  );

  it(
    'fails as the source does',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('  --#').pipe(lastResort(fixed, { after: 9 }))).toBe('--#');
      expectObservable(cold('  ----#').pipe(lastResort(['x'], { after: 2 }))).toBe('--x-#');
    }),
  );

  it(
    'takes an address in the last moment',
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('   ---a-').pipe(lastResort(fixed, { after: 4 })), '----- !').toBe('---a--');
    }),
  );

  it(
    'asks for a stream of fixed ones only when they are needed, and lets go of it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const late = cold('      --x--y--');
      const needed = '       ---^---!';
      const unneeded = cold('    -----');
      expectObservable(cold('-').pipe(lastResort(late, { after: 3 })), '-------!').toBe('-----x--');
      expectObservable(cold('a').pipe(lastResort(unneeded, { after: 3 })), '-------!').toBe('a');
      expectSubscriptions(late.subscriptions).toBe(needed);
      expectSubscriptions(unneeded.subscriptions).toBe([]);
    }),
  );

  it(
    'lets go of the source and of the wait when unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ------');
      const unsub = '        --!';
      expectObservable(source.pipe(lastResort(fixed, { after: 4 })), unsub).toBe('---');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    }),
  );

  it(
    'waits anew for each subscription',
    marbles(({ cold, expectObservable }) => {
      const address$ = cold('-').pipe(lastResort(fixed, { after: 3 }));
      expectObservable(address$, '      ----- !').toBe('---(xy)');
      expectObservable(address$, '--^ 6ms !').toBe('  -----(xy)');
    }),
  );

  it('passes what is there at once', () => {
    const told: string[] = [];
    of('a', 'b')
      .pipe(lastResort(fixed))
      .subscribe({ next: (a) => told.push(a), complete: () => told.push('|') });
    expect(told).to.deep.equal(['a', 'b', '|']);
  });

  it('may be unsubscribed from inside `next`', () => {
    const source = new Subject<string>();
    const subscription: Subscription = source.pipe(lastResort(fixed)).subscribe(() => subscription.unsubscribe());
    source.next('a');
    expect(source.observed).to.equal(false);
  });

  it('is checked when it is made', () => {
    for (const nothing of [undefined, null, 5]) {
      expect(() => lastResort(nothing as never)).to.throw(ArgumentError, 'Expected `fixed` to be a list or a stream');
    }
    expect(() => lastResort(fixed, { after: -1 })).to.throw(ArgumentError, 'Expected `after` to be a duration');
    expect(() => lastResort(fixed, { afer: 1 } as never)).to.throw(ArgumentError, 'did you mean `after`?');
    expect(() => lastResort(NEVER)).not.to.throw();
  });
});

import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { EMPTY, NEVER, Subject, map, of, throwError, timer } from 'rxjs';
import { ask, type Lease } from '../../lib/operators/ask.js';

const never$ = NEVER;
const ignore = () => undefined;

describe('ask', () => {
  it(
    'emits one lease and completes; the address is held until the lease is given back',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a--b--');
      const held = '       ^-----!';
      const expected = '   --(a|)';
      let lease: Lease<string> | undefined;
      const asked$ = ask(() => source, never$, ignore).pipe(map((given) => (lease = given).address));
      timer(6).subscribe(() => lease?.unsubscribe());
      expectObservable(asked$).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(held);
    }),
  );

  it(
    'withdraws the question when nobody listens any more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-----a--');
      const asked = '      ^--!';
      expectObservable(
        ask(() => source, never$, ignore),
        asked,
      ).toBe('');
      expectSubscriptions(source.subscriptions).toBe(asked);
    }),
  );

  it(
    'asks anew when told to, as long as it waits',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('   ----a---');
      const again = hot('     --x-------x');
      const first = '         ^-!';
      const second = '        --^--------------';
      const expected = '      ------(a|)';
      const asked$ = ask(() => source, again, ignore).pipe(map(({ address }) => address));
      expectObservable(asked$).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe([first, second]);
    }),
  );

  it('errors when the source does or throws, and waits when it has no more', () => {
    const outcome = (source: () => typeof EMPTY) => {
      let end = 'waits';
      ask(source, never$, ignore).subscribe({ error: (error: unknown) => (end = (error as Error).message) });
      return end;
    };
    expect(outcome(() => throwError(() => new Error('failed')))).to.equal('failed');
    expect(
      outcome(() => {
        throw new Error('threw');
      }),
    ).to.equal('threw');
    expect(outcome(() => EMPTY)).to.equal('waits');
  });

  it(
    'errors when the source throws as it is asked anew',
    marbles(({ hot, expectObservable }) => {
      const again = hot('  --x-');
      const expected = '   --# ';
      const broken = new Error('broken');
      let asked = 0;
      const source = () => {
        asked += 1;
        if (asked > 1) throw broken;
        return never$;
      };
      expectObservable(ask(source, again, ignore)).toBe(expected, undefined, broken);
    }),
  );

  it('tells how many wait: none of those who are given at once', () => {
    let waiting = 0;
    const count = (change: number) => (waiting += change);
    const again$ = new Subject<void>();
    ask(() => of('a'), again$, count).subscribe();
    expect(waiting).to.equal(0);
    const address$ = new Subject<string>();
    ask(() => address$, again$, count).subscribe();
    const gone = ask(() => address$, again$, count).subscribe();
    expect(waiting).to.equal(2);
    gone.unsubscribe();
    expect(waiting).to.equal(1);
    address$.next('a');
    expect([waiting, again$.observed]).to.deep.equal([0, false]);
  });
});

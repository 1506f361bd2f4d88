import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { BehaviorSubject, NEVER, distinctUntilChanged, of, type Observable, type ObservableInput } from 'rxjs';
import { feeding, type FeedingOptions } from '../../lib/sources/feeding.js';

const flags = { t: true, f: false };

const fed = (
  feed: ObservableInput<string>,
  starved$: Observable<boolean>,
  more: Partial<FeedingOptions> = {},
): Observable<string> => {
  const state$ = new BehaviorSubject(false);
  starved$.subscribe(state$);
  return feeding(feed, {
    starved$: state$.pipe(distinctUntilChanged()),
    enough$: of(false),
    backoff: (asked) => 5 * asked,
    forgiven$: NEVER,
    failed: () => {},
    ...more,
  });
};

describe('feeding', () => {
  it(
    'asks when somebody goes without, and goes on until nobody does and there is enough',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const starved$ = cold('f-t-----f---t------f---', flags);
      const enough$ = hot('  ----------t------------', flags);
      const feed = hot('     -a-b-c-d-e-g-h-i-j-k-l-');
      const asked = '        --^-------!';
      const expected = '     ---b-c-d-e----------';
      const unsub = '        ^------------------!';
      expectObservable(fed(feed, starved$, { enough$, backoff: () => 99 }), unsub).toBe(expected);
      expectSubscriptions(feed.subscriptions).toBe(asked);
    }),
  );

  it(
    'goes on while somebody goes without, however much there is',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const starved$ = cold('t-----f---', flags);
      const feed = hot('     ---a-b-c--');
      expectObservable(fed(feed, starved$, { enough$: of(true) }), '^---------!').toBe('---a-b----');
      expectSubscriptions(feed.subscriptions).toBe('^-----!');
    }),
  );

  for (const [what, end] of [
    ['completes', '|'],
    ['fails', '#'],
  ] as const) {
    it(
      `asks one that ${what} again after the back-off, which grows`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const errors: unknown[] = [];
        const starved$ = cold('t', flags);
        const feed = cold('    a'.trim() + end);
        const expected = '     a-----a----------a';
        const unsub = '        ^------------------!';
        expectObservable(fed(feed, starved$, { failed: (error) => errors.push(error) }), unsub).toBe(expected);
        expectSubscriptions(feed.subscriptions).toBe(['^!', '------^!', '-----------------^!']);
        flush();
        expect(errors).to.deep.equal(end === '#' ? ['error', 'error', 'error'] : []);
      }),
    );
  }

  it(
    'waits for the back-off no longer than somebody goes without, and waits for the rest of it the next time',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const starved$ = cold('t---f-----t---------', flags);
      const feed = cold('    a|');
      const subs = ['        ^!', '---------------^!'];
      const expected = '     a--------------a----';
      expectObservable(fed(feed, starved$, { backoff: () => 14 }), '^------------------!').toBe(expected);
      expectSubscriptions(feed.subscriptions).toBe(subs);
    }),
  );

  it(
    'asks at once when the back-off was over while nobody went without',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const starved$ = cold('t---f-----------t---', flags);
      const feed = cold('    a|');
      const subs = ['        ^!', '----------------^!'];
      const expected = '     a---------------a----';
      expectObservable(fed(feed, starved$, { backoff: () => 9 }), '^------------------!').toBe(expected);
      expectSubscriptions(feed.subscriptions).toBe(subs);
    }),
  );

  it(
    'counts from one again when it is forgiven',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const starved$ = cold(' t', flags);
      const forgiven$ = hot(' --g');
      const feed = cold('     a|');
      const subs = ['         ^!', '------^!', '-----------------^!'];
      const expected = '      a-----a----------a';
      expectObservable(fed(feed, starved$), '^-----------------!').toBe(expected);
      expectSubscriptions(feed.subscriptions).toBe(subs);
      const again = cold('    a|');
      const kinder = ['       ^!', '------^!', '------------^!'];
      expectObservable(fed(again, starved$, { forgiven$ }), '^-----------------!').toBe('a-----a-----a----');
      expectSubscriptions(again.subscriptions).toBe(kinder);
    }),
  );

  it(
    'asks nothing while nobody goes without',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const feed = cold('a|');
      expectObservable(fed(feed, cold('f---', flags)), '^-------!').toBe('---');
      expectSubscriptions(feed.subscriptions).toBe([]);
    }),
  );

  it(
    'takes one that is there at once, or throws, without a loop',
    marbles(({ cold, expectObservable, flush }) => {
      const errors: unknown[] = [];
      const failed = (error: unknown) => errors.push(error);
      const broken = {
        [Symbol.iterator]: (): Iterator<string> => {
          throw new Error('no');
        },
      };
      expectObservable(fed(['a', 'b'], cold('t', flags)), '^----!').toBe('(ab)');
      expectObservable(fed(broken, cold('t', flags), { failed }), '^----!').toBe('');
      flush();
      expect(errors).to.have.length(1);
    }),
  );

  it(
    'may be subscribed to again, and lets go of the feed when it is unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const feed = cold('-a');
      const feeding$ = fed(feed, cold('t', flags));
      expectObservable(feeding$, '^--!').toBe('-a');
      expectObservable(feeding$, '----^-!').toBe('-----a');
      expectSubscriptions(feed.subscriptions).toBe(['^--!', '----^-!']);
    }),
  );
});

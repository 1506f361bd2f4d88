import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { Subject, config, generate, merge, mergeMap, of, share, take, throwError } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { serialize } from '../../lib/operators/serialize.js';

describe('serialize', () => {
  const broken = new Error('broken');

  describe('where nobody calls back', () => {
    const passes = (name: string, source: string, subs: string, unsub?: string) =>
      it(
        name,
        marbles(({ hot, expectObservable, expectSubscriptions }) => {
          const source$ = hot(source);
          expectObservable(source$.pipe(serialize()), unsub).toBe(
            unsub === undefined ? source : source.slice(0, unsub.indexOf('!') + 1),
          );
          expectSubscriptions(source$.subscriptions).toBe(subs);
        }),
      );

    passes('is silent as its source is', '------', '^-----');
    passes('completes as its source does', '---|', '^--!');
    passes('passes one value', '--a---', '^-----');
    passes('passes many values', '-a-(bc)-d-|', '^---------!');
    passes('passes an error', '-a--#', '^---!');
    passes('lets go of its source when unsubscribed from', '-a----', '^--!', '^--!');

    it(
      'passes a synchronous source within one frame',
      marbles(({ expectObservable }) => {
        expectObservable(of('a', 'b', 'c').pipe(serialize())).toBe('(abc|)');
        expectObservable(throwError(() => broken).pipe(serialize())).toBe('#', undefined, broken);
      }),
    );

    it('stops an endless synchronous source', () => {
      let pulled = 0;
      const source$ = generate({ initialState: 1, iterate: (n) => ((pulled += 1), n + 1) });
      const values: number[] = [];
      source$.pipe(serialize(), take(3)).subscribe((value) => values.push(value));
      expect(values).to.deep.equal([1, 2, 3]);
      expect(pulled).to.be.at.most(3);
    });

    it('serves each subscription by itself', () => {
      const source$ = new Subject<string>();
      const told$ = source$.pipe(serialize());
      const values: string[] = [];
      told$.subscribe((value) => values.push(`first ${value}`));
      told$.pipe(take(1)).subscribe((value) => values.push(`second ${value}`));
      source$.next('a');
      source$.next('b');
      expect(values).to.deep.equal(['first a', 'second a', 'first b']);
    });
  });

  describe('where a subscriber calls back', () => {
    it(
      'delivers what was caused after what caused it, in the same frame',
      marbles(({ hot, expectObservable }) => {
        const source$ = hot(' -a----b--|');
        const caused$ = new Subject<string>();
        const expected = '   -(axy)b---';
        const told$ = merge(source$, caused$).pipe(serialize(), share());
        told$.subscribe((value) => {
          if (value === 'a') for (const effect of ['x', 'y']) caused$.next(effect);
        });
        expectObservable(told$).toBe(expected);
      }),
    );

    /** Two listeners, the first of which answers with what `answer` says. */
    const listen = (answer: (value: string, source$: Subject<string>) => void) => {
      const source$ = new Subject<string>();
      const heard: string[] = [];
      const told$ = source$.pipe(serialize(), share());
      told$.subscribe({
        next: (value) => {
          heard.push(`first ${value}`);
          answer(value, source$);
        },
        error: (error: unknown) => heard.push(`first error ${String(error)}`),
        complete: () => heard.push('first complete'),
      });
      told$.subscribe({
        next: (value) => heard.push(`second ${value}`),
        error: (error: unknown) => heard.push(`second error ${String(error)}`),
        complete: () => heard.push('second complete'),
      });
      source$.next('a');
      return heard;
    };

    it('delivers each value to everybody before the next one', () => {
      const heard = listen((value, source$) => {
        if (value === 'a') source$.next('b');
        if (value === 'a') source$.next('c');
        if (value === 'b') source$.next('d');
      });
      expect(heard).to.deep.equal(['a', 'b', 'c', 'd'].flatMap((value) => [`first ${value}`, `second ${value}`]));
    });

    it('completes after what was queued before', () => {
      const heard = listen((value, source$) => {
        if (value !== 'a') return;
        source$.next('b');
        source$.complete();
      });
      expect(heard).to.deep.equal(['first a', 'second a', 'first b', 'second b', 'first complete', 'second complete']);
    });

    it('errors after what was queued before', () => {
      const heard = listen((value, source$) => {
        if (value !== 'a') return;
        source$.next('b');
        source$.error(broken);
      });
      expect(heard.slice(4)).to.deep.equal(['first error Error: broken', 'second error Error: broken']);
      expect(heard[3]).to.equal('second b');
    });

    it('delivers nothing more once unsubscribed from inside next', () => {
      const source$ = new Subject<string>();
      const values: string[] = [];
      const subscription = source$.pipe(serialize()).subscribe((value) => {
        values.push(value);
        if (value === 'a') for (const effect of ['b', 'c', 'd']) source$.next(effect);
        if (value === 'b') subscription.unsubscribe();
      });
      source$.next('a');
      source$.next('e');
      expect(values).to.deep.equal(['a', 'b']);
      expect(source$.observed).to.equal(false);
    });

    it('goes on when it was unsubscribed from by one of two', () => {
      const source$ = new Subject<string>();
      const told$ = source$.pipe(serialize(), share());
      const values: string[] = [];
      told$.pipe(take(1)).subscribe(() => source$.next('b'));
      told$.subscribe((value) => values.push(value));
      source$.next('a');
      expect(values).to.deep.equal(['a', 'b']);
    });

    it('queues for each of its turns anew', () => {
      const source$ = new Subject<number>();
      const values: number[] = [];
      source$.pipe(serialize()).subscribe((value) => {
        values.push(value);
        if (value % 2 === 1) source$.next(value + 1);
      });
      for (const value of [1, 3, 5]) source$.next(value);
      expect(values).to.deep.equal([1, 2, 3, 4, 5, 6]);
    });

    it('orders what an inner still causes when the source has completed', () => {
      const inner$ = new Subject<string>();
      const source$ = of('a').pipe(mergeMap(() => inner$));
      const values: string[] = [];
      source$.pipe(serialize()).subscribe((value) => {
        values.push(`<${value}`);
        if (value === 'b') inner$.next('c');
        values.push(`${value}>`);
      });
      inner$.next('b');
      expect(values).to.deep.equal(['<b', 'b>', '<c', 'c>']);
    });
  });

  describe('a subscriber that throws', () => {
    let reported: unknown[];
    beforeEach(() => {
      reported = [];
      config.onUnhandledError = (error: unknown) => reported.push(error);
    });
    afterEach(() => {
      config.onUnhandledError = null;
    });

    it('is reported, and holds nothing up', async () => {
      const source$ = new Subject<string>();
      const told$ = source$.pipe(serialize(), share());
      const values: string[] = [];
      told$.subscribe((value) => {
        if (value === 'a') source$.next('b');
        throw new Error(`no ${value}`);
      });
      told$.subscribe((value) => values.push(value));
      source$.next('a');
      source$.next('c');
      expect(values).to.deep.equal(['a', 'b', 'c']);
      await new Promise((resolve) => setTimeout(resolve));
      expect(reported.map((error) => (error as Error).message)).to.deep.equal(['no a', 'no b', 'no c']);
    });
  });

  describe('a long queue', () => {
    it('of 50 000 is delivered in milliseconds, in order', () => {
      const source$ = new Subject<number>();
      let last = 0;
      source$.pipe(serialize()).subscribe((value) => {
        if (value === 0) for (let n = 1; n <= 50_000; n += 1) source$.next(n);
        else if (value === last + 1) last = value;
      });
      const start = performance.now();
      source$.next(0);
      expect(last).to.equal(50_000);
      expect(performance.now() - start).to.be.below(600); // by shift: 1 300
    });

    it('does not grow the stack, each value causing the next', () => {
      const source$ = new Subject<number>();
      let count = 0;
      source$.pipe(serialize()).subscribe((value) => {
        count += 1;
        if (value < 100_000) source$.next(value + 1);
      });
      source$.next(1);
      expect(count).to.equal(100_000);
    });

    it('is let go of', async () => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const source$ = new Subject<object>();
      const queued: WeakRef<object>[] = [];
      source$.pipe(serialize()).subscribe(() => {
        if (queued.length > 0) return;
        for (let n = 0; n < 3; n += 1) {
          const value = {};
          queued.push(new WeakRef(value));
          source$.next(value);
        }
      });
      source$.next({});
      await new Promise((resolve) => setTimeout(resolve));
      collect();
      expect(queued.map((value) => value.deref())).to.deep.equal([undefined, undefined, undefined]);
      expect(source$.observed).to.equal(true);
    });
  });
});

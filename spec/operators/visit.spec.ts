import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import {
  EMPTY,
  NEVER,
  Observable,
  Subject,
  catchError,
  defer,
  generate,
  ignoreElements,
  lastValueFrom,
  of,
  take,
  takeUntil,
  throwError,
  toArray,
  type Subscriber,
} from 'rxjs';
import { ArgumentError, visit } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { fake, useFakeTimers } from 'sinon';

/** A list that says what was asked of it. */
const list = (end: number, done: unknown[] = []) => {
  const generator = function* () {
    try {
      for (let n = 1; n <= end; n += 1) {
        done.push(n);
        yield n;
      }
      done.push('end');
    } finally {
      done.push('left');
    }
  };
  return { addresses: generator(), done };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('visit', () => {
  const broken = new Error('broken');

  describe('like mergeMap with a limit', () => {
    it(
      'passes results as they come, and begins a visit when another is over',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('          ---a|   ');
        const b = cold('          -----b| ');
        const c = cold('              --c|');
        const aVisited = '        ^---!   ';
        const bVisited = '        ^-----! ';
        const cVisited = '        ----^--!';
        const expected = '        ---a-bc|';
        const visits = { a, b, c };
        expectObservable(visit(['a', 'b', 'c'] as const, (name) => visits[name], 2)).toBe(expected);
        expectSubscriptions(a.subscriptions).toBe(aVisited);
        expectSubscriptions(b.subscriptions).toBe(bVisited);
        expectSubscriptions(c.subscriptions).toBe(cVisited);
      }),
    );

    it(
      'completes at once with nothing to visit',
      marbles(({ expectObservable }) => {
        const project = fake(() => NEVER);
        expectObservable(visit([], project, 2)).toBe('|');
        expect(project.called).to.equal(false);
      }),
    );

    it(
      'completes when the last visit does, with or without results',
      marbles(({ cold, expectObservable }) => {
        expectObservable(visit(['a'], () => cold('--|'), 2)).toBe('--|');
        expectObservable(visit(['a', 'b'], () => EMPTY, 1)).toBe('|');
        expectObservable(visit(['a', 'b'], () => cold('-(xy)|'), 1)).toBe('-(xy)-(xy)|');
      }),
    );

    it(
      'waits for a visit that never ends',
      marbles(({ expectObservable }) => {
        expectObservable(visit(['a', 'b'], (name) => (name === 'a' ? NEVER : of(name)), 2)).toBe('b');
      }),
    );

    it(
      'errors as a visit does, and ends the others',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('  -----a--|');
        const b = cold('  ---#     ', undefined, broken);
        const visited = ' ^--!     ';
        const expected = '---#     ';
        expectObservable(visit(['a', 'b', 'c'], (name) => (name === 'b' ? b : a), 2)).toBe(expected, undefined, broken);
        expectSubscriptions(a.subscriptions).toBe(visited);
      }),
    );

    it(
      'ends all visits when unsubscribed from',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const visited$ = cold('-x-----|');
        const visits = ['      ^--!    ', '^--!'];
        const unsub = '        ---!    ';
        const expected = '     -(xx)   ';
        expectObservable(
          visit(['a', 'b', 'c'], () => visited$, 2),
          unsub,
        ).toBe(expected);
        expectSubscriptions(visited$.subscriptions).toBe(visits);
      }),
    );

    it(
      'visits an array again for each subscription',
      marbles(({ cold, expectObservable }) => {
        const visit$ = visit(['a', 'b'], (name) => cold('-x|', { x: name }), 1);
        expectObservable(visit$, '^-------').toBe('-a-b|');
        expectObservable(visit$, '--^-----').toBe('---a-b|');
      }),
    );

    it('does not start one when its subscriber unsubscribes inside next', () => {
      const { addresses, done } = list(10);
      visit(addresses, (n) => of(n), 3)
        .pipe(take(2))
        .subscribe();
      expect(done).to.deep.equal([1, 2, 'left']);
    });
  });

  describe('by pulling', () => {
    it(
      'takes an address only when a visit may begin',
      marbles(({ cold, expectObservable, flush }) => {
        const { addresses, done } = list(100);
        const expected = '--(xx)--(xx)';
        const unsub = '   ---------!  ';
        expectObservable(
          visit(addresses, () => cold('--x---|'), 2),
          unsub,
        ).toBe(expected);
        flush();
        expect(done).to.deep.equal([1, 2, 3, 4, 'left']);
      }),
    );

    it('takes none before the subscription', () => {
      const { addresses, done } = list(1);
      const visit$ = visit(addresses, () => NEVER, 5);
      expect(done).to.deep.equal([]);
      visit$.subscribe();
      expect(done).to.deep.equal([1, 'end', 'left']);
    });

    it('never visits more than the limit, whatever ends first', async () => {
      let now = 0;
      let most = 0;
      const project = (n: number) =>
        defer(() => {
          most = Math.max(most, (now += 1));
          return new Observable<number>((visitor) => {
            const end = setImmediate(() => {
              now -= 1;
              visitor.next(n);
              visitor.complete();
            });
            return () => clearImmediate(end);
          });
        });
      const results = await lastValueFrom(visit(list(100).addresses, project, 7).pipe(toArray()));
      expect(results).to.have.length(100);
      expect(most).to.equal(7);
      expect(now).to.equal(0);
    });

    it('goes on from inside a visit that ends while another begins', () => {
      const ends: Subject<number>[] = [];
      const project = (n: number) => {
        ends.push(new Subject());
        if (n === 2) ends[0]?.complete(); // while 2 is still being begun
        return ends[n - 1]!;
      };
      const { addresses, done } = list(9);
      visit(addresses, project, 2).subscribe();
      expect(done).to.deep.equal([1, 2, 3]);
    });
  });

  describe('of any list', () => {
    const visited = <A>(addresses: Iterable<A> | AsyncIterable<A>, limit = 2) =>
      lastValueFrom(visit(addresses, (address) => Promise.resolve(address), limit).pipe(toArray()));

    it('an array', async () => expect(await visited([1, 2, 3])).to.deep.equal([1, 2, 3]));
    it('a set', async () => expect(await visited(new Set([1, 2]))).to.deep.equal([1, 2]));
    it('a text', async () => expect(await visited('ab')).to.deep.equal(['a', 'b']));
    it('a generator', async () => expect(await visited(list(3).addresses)).to.deep.equal([1, 2, 3]));

    it('an asynchronous generator', async () => {
      const done: unknown[] = [];
      const addresses = async function* () {
        yield* list(3, done).addresses;
        await settled();
        yield 4;
      };
      expect(await visited(addresses())).to.deep.equal([1, 2, 3, 4]);
      expect(done).to.deep.equal([1, 2, 3, 'end', 'left']);
    });

    it('an iterator without return', () => {
      const next = fake(() => ({ value: 1 }));
      const addresses: Iterable<number> = { [Symbol.iterator]: () => ({ next }) };
      visit(addresses, (n) => of(n), 3)
        .pipe(take(2))
        .subscribe();
      expect(next.callCount).to.equal(2);
    });

    it('asks an asynchronous one for one address at a time, as many as it may visit', async () => {
      let asked = 0;
      let waiting = 0;
      let most = 0;
      const addresses: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            asked += 1;
            most = Math.max(most, (waiting += 1));
            await settled();
            waiting -= 1;
            return { value: asked };
          },
        }),
      };
      const subscription = visit(addresses, () => NEVER, 3).subscribe();
      for (let n = 0; n < 8; n += 1) await settled();
      subscription.unsubscribe();
      expect(asked).to.equal(3);
      expect(most).to.equal(1);
    });
  });

  describe('leaves the list', () => {
    const left = (how: string, act: (addresses: Iterable<number>) => void) =>
      it(how, () => {
        const { addresses, done } = list(9);
        act(addresses);
        expect(done.slice(-1)).to.deep.equal(['left']);
        expect(done).not.to.include('end');
      });
    const ignored = { error: () => {} };
    left('when unsubscribed from', (addresses) =>
      visit(addresses, () => NEVER, 2)
        .subscribe()
        .unsubscribe(),
    );
    left('when a visit errors', (addresses) => visit(addresses, () => throwError(() => broken), 2).subscribe(ignored));
    left('when project throws', (addresses) => visit(addresses, fake.throws(broken), 2).subscribe(ignored));
    left('when its subscriber has enough', (addresses) =>
      visit(addresses, (n) => of(n), 2)
        .pipe(take(1))
        .subscribe(),
    );

    it('which is over already not', () => {
      const leave = fake.returns({ done: true, value: undefined });
      const addresses = {
        [Symbol.iterator]: () => ({ next: () => ({ done: true as const, value: undefined }), return: leave }),
      };
      visit(addresses, () => NEVER, 1)
        .subscribe()
        .unsubscribe();
      expect(leave.called).to.equal(false);
    });

    it('when the list itself has it unsubscribed from, as soon as it has answered', () => {
      const stop$ = new Subject<void>();
      const done: string[] = [];
      const addresses = function* () {
        try {
          yield 1;
          stop$.next();
          yield 2;
        } finally {
          done.push('left');
        }
      };
      const project = fake((n: number) => of(n));
      visit(addresses(), project, 1).pipe(takeUntil(stop$)).subscribe();
      expect(done).to.deep.equal(['left']);
      expect(project.args).to.deep.equal([[1]]);
    });

    it('and says nothing of what that throws', () => {
      const addresses = {
        [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return: fake.throws(broken) }),
      };
      const subscription = visit(addresses, () => NEVER, 1).subscribe();
      expect(() => subscription.unsubscribe()).not.to.throw();
    });

    describe('asynchronous', () => {
      /** An asynchronous list, how often it was left, and the answer to the question that waits. */
      const later = (leave: () => unknown = () => Promise.resolve({ done: true, value: undefined })) => {
        const answers: ((step: IteratorResult<number>) => void)[] = [];
        let leaves = 0;
        const iterator = {
          next: () => new Promise<IteratorResult<number>>((resolve) => answers.push(resolve)),
          return: () => {
            leaves += 1;
            return leave() as Promise<IteratorResult<number>>;
          },
        };
        const addresses: AsyncIterable<number> = { [Symbol.asyncIterator]: () => iterator };
        return { addresses, answers, leaves: () => leaves };
      };

      it('when unsubscribed from, and visits nothing that it still gives', async () => {
        const { addresses, answers, leaves } = later();
        const project = fake(() => NEVER);
        const subscription = visit(addresses, project, 2).subscribe();
        subscription.unsubscribe();
        expect(leaves()).to.equal(1);
        answers[0]!({ value: 1 });
        await settled();
        expect(project.called).to.equal(false);
        expect(leaves()).to.equal(1);
      });

      it('when a visit errors', async () => {
        const { addresses, answers, leaves } = later();
        const heard: unknown[] = [];
        visit(addresses, () => throwError(() => broken), 2).subscribe({ error: (error: unknown) => heard.push(error) });
        answers[0]!({ value: 1 });
        await settled();
        expect(heard).to.deep.equal([broken]);
        expect(leaves()).to.equal(1);
      });

      it('not when it is over', async () => {
        const { addresses, answers, leaves } = later();
        const complete = fake();
        visit(addresses, () => NEVER, 2).subscribe({ complete });
        answers[0]!({ done: true, value: undefined });
        await settled();
        expect(complete.callCount).to.equal(1);
        expect(leaves()).to.equal(0);
      });

      it('and leaves no rejection unhandled', async () => {
        const unhandled = fake();
        process.on('unhandledRejection', unhandled);
        const { addresses, leaves } = later(() => Promise.reject(broken));
        visit(addresses, () => NEVER, 2)
          .subscribe()
          .unsubscribe();
        await settled();
        process.off('unhandledRejection', unhandled);
        expect(leaves()).to.equal(1);
        expect(unhandled.called).to.equal(false);
      });

      it('lets its finally run', async () => {
        const done: unknown[] = [];
        const addresses = async function* () {
          await Promise.resolve();
          yield* list(9, done).addresses;
        };
        await lastValueFrom(visit(addresses(), (n) => of(n), 2).pipe(take(2)));
        await settled();
        expect(done).to.deep.equal([1, 2, 'left']);
      });
    });
  });

  describe('a list that fails', () => {
    const failureOf = async (addresses: Iterable<number> | AsyncIterable<number>, project: () => Observable<number>) =>
      lastValueFrom(
        visit(addresses, project, 2).pipe(
          ignoreElements(),
          catchError((error: unknown) => of(error)),
        ),
      );

    it('is the error of the stream, ends all visits, and is not left', async () => {
      const left = fake();
      const ended = fake();
      const addresses = { [Symbol.iterator]: () => ({ next: failing(), return: left }) };
      expect(await failureOf(addresses, () => new Observable<never>(() => ended))).to.equal(broken);
      expect(ended.callCount).to.equal(1);
      expect(left.called).to.equal(false);
    });

    it('is the error of the stream when it is asynchronous, too', async () => {
      const left = fake();
      const ended = fake();
      const next = failing();
      const asked = async () => Promise.resolve(next());
      const addresses = { [Symbol.asyncIterator]: () => ({ next: asked, return: left }) };
      expect(await failureOf(addresses, () => new Observable<never>(() => ended))).to.equal(broken);
      expect(ended.callCount).to.equal(1);
      expect(left.called).to.equal(false);
    });

    it('is the error of the stream when it cannot even begin', async () => {
      const addresses = { [Symbol.iterator]: fake.throws(broken) };
      expect(await failureOf(addresses, () => NEVER)).to.equal(broken);
    });

    /** One address, then a failure. */
    const failing = () => {
      let asked = 0;
      return (): IteratorResult<number> => {
        asked += 1;
        if (asked > 1) throw broken;
        return { value: 1 };
      };
    };
  });

  describe('of a million', () => {
    const million = function* () {
      for (let n = 1; n <= 1_000_000; n += 1) yield n;
    };
    const count = (visit$: Observable<unknown>) =>
      new Promise<number>((resolve, reject) => {
        let results = 0;
        visit$.subscribe({ next: () => (results += 1), error: reject, complete: () => resolve(results) });
      });

    it('is quick where visits end at once, and lets others have their turn', async () => {
      let turns = 0;
      const turn = setInterval(() => (turns += 1));
      expect(await count(visit(million(), (n) => of(n), 1))).to.equal(1_000_000);
      clearInterval(turn);
      expect(turns).to.be.at.least(20);
    });

    // mergeMap takes longer than any spec may.
    it('is done where a thousand visits are under way', async () => {
      expect(await count(visit(million(), (n) => Promise.resolve(n), 1_000))).to.equal(1_000_000);
    });

    it('lets others have their turn where the list and the visits are promises', async () => {
      const addresses = async function* () {
        await Promise.resolve();
        for (let n = 1; n <= 50_000; n += 1) yield n;
      };
      let turns = 0;
      const turn = setInterval(() => (turns += 1));
      expect(await count(visit(addresses(), (n) => Promise.resolve(n), 10))).to.equal(50_000);
      clearInterval(turn);
      expect(turns).to.be.at.least(2);
    });

    it('or without end can be stopped, and one visit without end, too', () => {
      const naturals = function* () {
        for (let n = 1; ; n += 1) yield n;
      };
      const values: number[] = [];
      visit(naturals(), (n) => of(n), 3)
        .pipe(take(4))
        .subscribe((value) => values.push(value));
      visit([1, 2], (initialState) => generate({ initialState, iterate: (n) => n + 1 }), 3)
        .pipe(take(4))
        .subscribe((value) => values.push(value));
      expect(values).to.deep.equal([1, 2, 3, 4, 1, 2, 3, 4]);
    });

    it('leaves no timer behind when unsubscribed from while others have their turn', () => {
      const clock = useFakeTimers();
      try {
        const subscription = visit(million(), () => EMPTY, 3).subscribe();
        expect(clock.countTimers()).to.equal(1);
        subscription.unsubscribe();
        expect(clock.countTimers()).to.equal(0);
      } finally {
        clock.restore();
      }
    });

    it('keeps nothing of the visits that are over', async () => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const visitors: WeakRef<Subscriber<number>>[] = [];
      const project = (n: number) =>
        new Observable<number>((visitor) => {
          visitors.push(new WeakRef(visitor));
          if (n < 3) visitor.complete();
        });
      const subscription = visit([1, 2, 3], project, 1).subscribe();
      await settled();
      collect();
      expect(visitors.map((visitor) => visitor.deref() === undefined)).to.deep.equal([true, true, false]);
      subscription.unsubscribe();
    });
  });

  it('refuses what it cannot do', () => {
    const refuses = (parameters: unknown[], message: string) =>
      expect(() => visit(...(parameters as Parameters<typeof visit>))).to.throw(ArgumentError, message);
    const project = () => EMPTY;
    refuses([undefined, project, 1], 'Expected `addresses` to be iterable, got `undefined`');
    refuses([{ length: 1 }, project, 1], 'Expected `addresses` to be iterable, got `{ length }`');
    refuses([[], undefined, 1], 'Expected `project` to be a function, got `undefined`');
    refuses([[], project, 0], 'Expected `limit` to be a whole number ≥ 1, got `0`');
    refuses([[], project, 1.5], 'Expected `limit` to be a whole number ≥ 1, got `1.5`');
    refuses([[], project, Infinity], 'Expected `limit` to be a whole number ≥ 1, got `Infinity`');
    refuses([[], project, undefined], 'Expected `limit` to be a whole number ≥ 1, got `undefined`');
  });
});

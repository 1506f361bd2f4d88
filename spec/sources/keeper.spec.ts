import { expect } from 'chai';
import { EMPTY, NEVER, Observable, catchError, concat, defer, map, merge, of, tap, throwError, timer } from 'rxjs';
import { StoreError, memoryStore, type Store } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { Keeper, type Flaw } from '../../lib/sources/keeper.js';

/** Something that is kept: a text, to which what was loaded is added. */
const kept = (store: Store, flaw?: Flaw) => {
  const what = { text: '' };
  const keeper = new Keeper({
    store,
    restore: (data) => {
      what.text = `${String(data)}${what.text}`;
      return flaw;
    },
    record: () => what.text,
    saveAfter: 5,
  });
  const write = (text: string) => {
    what.text += text;
    keeper.touch();
  };
  return { what, keeper, write };
};

/** Writes at the frames of a marble: each letter is what is written. */
const script = (write: (text: string) => void) => tap<string>(write);

const full = new Error('no space left');
const damaged: Flaw = { code: 'damaged', message: 'Expected something else' };

describe('Keeper', () => {
  describe('loads', () => {
    it(
      'when it is run, once, and never ends',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const load = cold('---x--|', { x: 'loaded' });
        const loaded = ['  ^--!   '];
        const unsub = '    ^-------!';
        const expected = ' ---------';
        const { keeper, what } = kept({ load: () => load, save: () => NEVER });
        expect(keeper.isLoaded).to.equal(false);
        expectObservable(keeper.run$, unsub).toBe(expected);
        flush();
        expect([keeper.isLoaded, what.text]).to.deep.equal([true, 'loaded']);
        expectObservable(keeper.run$, unsub).toBe(expected);
        expectSubscriptions(load.subscriptions).toBe(loaded);
      }),
    );

    it(
      'nothing, where there is nothing',
      marbles(({ flush }) => {
        for (const nothing of [memoryStore(), { ...memoryStore(), load: () => EMPTY }]) {
          const { keeper, what } = kept(nothing);
          keeper.run$.subscribe((error) => expect.fail(error.message));
          flush();
          expect([keeper.isLoaded, what.text]).to.deep.equal([true, '']);
        }
      }),
    );

    it(
      'again, ever later, if it cannot, and tells',
      marbles(({ cold, expectObservable, flush }) => {
        const busy = new StoreError('locked', 'another process has it');
        const answers = [throwError(() => busy), cold('#', undefined, 'odd'), of('loaded')];
        const { keeper, what } = kept({ load: () => defer(() => answers.shift() ?? NEVER), save: () => NEVER });
        const told = keeper.run$.pipe(map((error) => `${(error as StoreError).code}: ${error.message}`));
        const expected = 'a 999ms b';
        const values = { a: 'locked: another process has it', b: 'io: The store could not load' };
        expectObservable(told, '^ 4s !').toBe(expected, values);
        flush();
        expect([keeper.isLoaded, what.text, answers.length]).to.deep.equal([true, 'loaded', 0]);
      }),
    );

    for (const code of ['damaged', 'newer'] as const) {
      it(
        `nothing of what the store has set aside as ${code} by itself, tells it and goes on`,
        marbles(({ expectObservable, flush }) => {
          const error = new StoreError(code, 'no use', { movedTo: 'elsewhere' });
          const { keeper } = kept({ load: () => throwError(() => error), save: () => NEVER });
          expectObservable(keeper.run$, '^ 9s !').toBe('a', { a: error });
          flush();
          expect(keeper.isLoaded).to.equal(true);
        }),
      );
    }

    it(
      'and sets aside what is no use, tells it, and saves what was good of it',
      marbles(({ expectObservable, flush }) => {
        const store = memoryStore('good and bad');
        const { keeper } = kept(store, damaged);
        const movedTo = 'memory 1: damaged';
        const a = new StoreError('damaged', 'Expected something else', { movedTo });
        expectObservable(keeper.run$, '^ 9s !').toBe('a', { a });
        flush();
        expect([...store.aside]).to.deep.equal([[movedTo, 'good and bad']]);
        store.load().subscribe((data) => expect(data).to.equal('good and bad'));
      }),
    );

    it(
      'and leaves what is no use where it is, if the store cannot set it aside, until something changes',
      marbles(({ hot, flush }) => {
        const place = memoryStore('x');
        const store: Store = { load: () => place.load(), save: (data) => place.save(data) };
        const told: unknown[] = [];
        const { keeper, write } = kept(store, damaged);
        keeper.run$.subscribe((error) => told.push(error));
        const saved: unknown[] = [];
        const look = () => place.load().subscribe((data) => saved.push(data));
        merge(timer(100), timer(200)).subscribe(look);
        hot('150ms a').pipe(script(write)).subscribe();
        flush();
        expect(saved).to.deep.equal(['x', 'xa']);
        expect(told).to.have.length(1);
        expect(told[0]).to.include({ code: 'damaged' }).and.not.have.property('movedTo');
      }),
    );

    it(
      'and saves nothing over what could not be set aside, and tries again',
      marbles(({ flush, expectObservable }) => {
        const answers = [throwError(() => full), of('elsewhere')];
        const saves: string[] = [];
        const store: Store = {
          load: () => of('x'),
          save: () => defer(() => (saves.push('saved'), EMPTY)),
          setAside: () => defer(() => answers.shift() ?? EMPTY),
        };
        const { keeper } = kept(store, damaged);
        const told = keeper.run$.pipe(map((error) => (saves.push(error.message), error.message)));
        expectObservable(told, '^ 9s !').toBe('a 999ms b', { a: full.message, b: damaged.message });
        flush();
        expect(saves).to.deep.equal([full.message, damaged.message, 'saved']);
      }),
    );
  });

  describe('saves', () => {
    /** A store that takes three frames to save, and what it was given when. */
    const slow = (outcome: (count: number) => Observable<unknown> = () => EMPTY) => {
      const saves: string[] = [];
      const store: Store = {
        load: () => EMPTY,
        save: (data) =>
          new Observable((subscriber) => {
            saves.push(`${String(data)} begins`);
            const count = saves.length;
            const written$ = timer(3).pipe(tap(() => saves.push(`${String(data)} ends`)));
            return concat(
              written$,
              defer(() => outcome(count)),
            ).subscribe(subscriber);
          }),
      };
      return { store, saves };
    };

    it(
      'all that has changed, some time after the first change, one save at a time',
      marbles(({ hot, flush }) => {
        const writes = hot('-ab----c-d--------e');
        const { store, saves } = slow();
        const { keeper, write } = kept(store);
        const run = keeper.run$.subscribe();
        writes.pipe(script(write)).subscribe();
        timer(100).subscribe(() => run.unsubscribe());
        flush();
        // at 6; at 14, since c came meanwhile; at 23
        expect(saves).to.deep.equal(['ab begins', 'ab ends', 'abcd begins', 'abcd ends', 'abcde begins', 'abcde ends']);
      }),
    );

    it(
      'not what has not changed',
      marbles(({ flush }) => {
        const { store, saves } = slow();
        const { keeper } = kept(store);
        const run = keeper.run$.subscribe();
        timer(100).subscribe(() => run.unsubscribe());
        flush();
        expect(saves).to.deep.equal([]);
      }),
    );

    it(
      'what was changed before it was loaded, with what was loaded',
      marbles(({ hot, flush }) => {
        const { store, saves } = slow();
        const { keeper, write } = kept({ ...store, load: () => timer(20).pipe(map(() => 'loaded ')) });
        const run = keeper.run$.subscribe();
        hot('-a').pipe(script(write)).subscribe();
        timer(19).subscribe(() => expect(saves).to.deep.equal([]));
        timer(100).subscribe(() => run.unsubscribe());
        flush();
        expect(saves).to.deep.equal(['loaded a begins', 'loaded a ends']);
      }),
    );

    it(
      'again, ever later, if it cannot, tells each time, and begins anew once it could',
      marbles(({ hot, expectObservable }) => {
        const outcome = (count: number) => (count === 5 ? EMPTY : throwError(() => full));
        const { store } = slow(outcome);
        const { keeper, write } = kept(store);
        hot('a 99ms b').pipe(script(write)).subscribe();
        // saved after 5, 5 and 10; at 100 anew after 5 and 5
        const expected = '8ms a 7ms a 91ms a 7ms a';
        expectObservable(keeper.run$, '^ 119ms !').toBe(expected, { a: full });
      }),
    );

    it(
      'nothing once it is let go of, not even what it had begun',
      marbles(({ hot, flush }) => {
        const { store, saves } = slow();
        const { keeper, write } = kept(store);
        const run = keeper.run$.subscribe();
        hot('-a').pipe(script(write)).subscribe();
        timer(7).subscribe(() => run.unsubscribe());
        flush();
        expect(saves).to.deep.equal(['a begins']);
      }),
    );

    describe('at the close', () => {
      it(
        'what is not saved yet, at once',
        marbles(({ hot, expectObservable, flush }) => {
          const { store, saves } = slow();
          const { keeper, write } = kept(store);
          const run = keeper.run$.subscribe();
          hot('-a').pipe(script(write)).subscribe();
          timer(2).subscribe(() => run.unsubscribe());
          expectObservable(keeper.close(), '--^').toBe('-----|');
          flush();
          expect(saves).to.deep.equal(['a begins', 'a ends']);
        }),
      );

      it(
        'nothing, where there is nothing to save',
        marbles(({ expectObservable }) => {
          const failing: Store = { load: () => throwError(() => full), save: () => throwError(() => full) };
          expectObservable(kept(failing).keeper.close()).toBe('|');
        }),
      );

      it(
        'after what is being saved, and all that has changed since then',
        marbles(({ hot, expectObservable, flush }) => {
          const { store, saves } = slow();
          const { keeper, write } = kept(store);
          const run = keeper.run$.subscribe();
          hot('-a-----b').pipe(script(write)).subscribe();
          expectObservable(keeper.close(), '-------^').toBe('------------|');
          timer(8).subscribe(() => run.unsubscribe());
          flush();
          expect(saves).to.deep.equal(['a begins', 'a ends', 'ab begins', 'ab ends']);
        }),
      );

      it(
        'with what there was, which is loaded first if it was not',
        marbles(({ expectObservable, flush }) => {
          const store = memoryStore('loaded ');
          const { keeper, write } = kept(store);
          write('a');
          expectObservable(keeper.close()).toBe('|');
          flush();
          store.load().subscribe((data) => expect(data).to.equal('loaded a'));
        }),
      );

      it(
        'or says that it could not',
        marbles(({ expectObservable }) => {
          const busy = new StoreError('locked', 'another process has it');
          const saving = kept({ load: () => EMPTY, save: () => throwError(() => full) });
          const loading = kept({ load: () => throwError(() => busy), save: () => throwError(() => full) });
          saving.write('a');
          loading.write('a');
          expectObservable(saving.keeper.close()).toBe('#', undefined, full);
          expectObservable(loading.keeper.close(), '^-').toBe('#', undefined, busy);
        }),
      );
    });
  });

  it('takes a store of promises, and one that throws', () => {
    const broken: Store = {
      load: () => Promise.resolve('loaded '),
      save: () => {
        throw full;
      },
    };
    const { keeper, write } = kept(broken);
    return new Promise<void>((resolve, reject) => {
      write('a');
      keeper
        .close()
        .pipe(catchError((error: unknown) => of(error)))
        .subscribe({ next: (error) => (error === full ? resolve() : reject(new Error('another error'))) });
    });
  });
});

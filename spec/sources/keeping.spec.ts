import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { asyncScheduler, timer } from 'rxjs';
import type { AddressBookError } from '../../lib/core/address-book/address-book-error.js';
import { Keeping } from '../../lib/sources/keeping.js';
import { SmallStore } from '../support/small-store.js';

/** A text that is kept; what begins with `x` is of no use. */
const keeper = (store: SmallStore) => {
  const told: string[] = [];
  const say = (what: string) => told.push(`${asyncScheduler.now()} ${what}`);
  const state = { text: '', told };
  const keeping = new Keeping({
    store,
    saveAfter: 100,
    snapshot: () => state.text,
    restore: (data) => {
      if (String(data).startsWith('x')) return 'it begins with x';
      state.text = String(data);
      return undefined;
    },
    settled: () => say('settled'),
    failed: ({ code, message }: AddressBookError) => say(`${code}: ${message}`),
  });
  const set = (text: string) => {
    state.text = text;
    keeping.note();
  };
  return { keeping, state, set, told };
};

/** Runs it until `end`, and does what is to be done at the times that are given. */
const run = (
  store: SmallStore,
  end: number,
  acts: Readonly<Record<number, (one: ReturnType<typeof keeper>) => void>> = {},
) => {
  const one = keeper(store);
  const running = one.keeping.run$.subscribe();
  for (const [at, act] of Object.entries(acts)) timer(Number(at)).subscribe(() => act(one));
  timer(end).subscribe(() => running.unsubscribe());
  return one;
};

describe('Keeping', () => {
  it(
    'reads what was kept, then has settled',
    marbles(({ flush }) => {
      const store = new SmallStore('a');
      store.latency = 5;
      const { state, told } = run(store, 50);
      flush();
      expect([state.text, told, store.done, store.open]).to.deep.equal(['a', ['5 settled'], ['load'], 0]);
    }),
  );

  it(
    'has settled where nothing was kept yet, and saves nothing as long as nothing changes',
    marbles(({ flush }) => {
      const store = new SmallStore();
      const { told } = run(store, 1_000);
      flush();
      expect([told, store.done]).to.deep.equal([['0 settled'], ['load']]);
    }),
  );

  it(
    'saves some time after the first change, with all that changed by then',
    marbles(({ flush }) => {
      const store = new SmallStore();
      const saves: string[] = [];
      const look = () => saves.push(`${asyncScheduler.now()} ${String(store.kept)}`);
      run(store, 1_000, {
        10: ({ set }) => set('a'),
        60: ({ set }) => set('b'),
        109: look,
        111: look,
        300: ({ set }) => set('c'),
        399: look,
        401: look,
      });
      flush();
      expect(saves).to.deep.equal(['109 undefined', '111 b', '399 b', '401 c']);
      expect(store.done).to.deep.equal(['load', 'save', 'save']);
    }),
  );

  it(
    'saves again what changed during a slow save, one save at a time',
    marbles(({ flush }) => {
      const store = new SmallStore();
      run(store, 2_000, {
        0: ({ set }) => {
          store.latency = 50;
          set('a');
        },
        120: ({ set }) => set('b'),
        121: () => expect(store.open).to.equal(1),
      });
      flush();
      expect([store.kept, store.done]).to.deep.equal(['b', ['load', 'save', 'save']]);
    }),
  );

  it(
    'tells of a save that fails or hangs, and saves again later',
    marbles(({ flush }) => {
      const store = new SmallStore();
      const { told } = run(store, 60_000, {
        1: ({ set }) => {
          store.broken = true;
          set('a');
        },
        150: () => {
          store.broken = false;
          store.latency = Infinity;
        },
        30_000: () => (store.latency = 0),
      });
      flush();
      expect(told).to.deep.equal([
        '0 settled',
        '101 save: The address book could not be saved: save failed',
        '20201 save: The address book could not be saved: Timeout has occurred',
      ]);
      expect([store.kept, store.open]).to.deep.equal(['a', 0]);
    }),
  );

  it(
    'goes on without what cannot be read, reads it as soon as it can, and saves nothing over it meanwhile',
    marbles(({ flush }) => {
      const store = new SmallStore('kept');
      store.broken = true;
      const { told, state } = run(store, 20_000, {
        10: ({ set }) => set('mine'),
        2_900: () => (store.broken = false),
        2_950: () => expect(store.kept).to.equal('kept'),
      });
      flush();
      expect(told).to.deep.equal([
        '0 load: The saved address book could not be read: load failed',
        '0 settled',
        '1000 load: The saved address book could not be read: load failed',
        '1000 settled',
        '3000 settled',
      ]);
      expect([state.text, store.done]).to.deep.equal(['kept', ['load', 'load', 'load', 'save']]);
    }),
  );

  it(
    'waits ten seconds for one that hangs',
    marbles(({ flush }) => {
      const store = new SmallStore('a');
      store.latency = Infinity;
      const { told } = run(store, 10_500);
      flush();
      expect(told).to.deep.equal([
        '10000 load: The saved address book could not be read: Timeout has occurred',
        '10000 settled',
      ]);
      expect(store.open).to.equal(0);
    }),
  );

  it(
    'sets aside what is of no use, says so, and saves again',
    marbles(({ flush }) => {
      const store = new SmallStore('xyz');
      const { told } = run(store, 1_000, { 10: ({ set }) => set('a') });
      flush();
      expect(told).to.deep.equal([
        '0 unreadable: The saved address book is of no use: it begins with x; it is now aside/1',
        '0 settled',
      ]);
      expect([store.aside, store.kept]).to.deep.equal([['xyz'], 'a']);
    }),
  );

  it(
    'overwrites what is of no use where nothing can be set aside',
    marbles(({ flush }) => {
      const store = new SmallStore('xyz');
      Object.assign(store, { setAside: undefined });
      const { told } = run(store, 1_000, { 10: ({ set }) => set('a') });
      flush();
      expect(told[0]).to.equal('0 unreadable: The saved address book is of no use: it begins with x');
      expect(store.kept).to.equal('a');
    }),
  );

  it(
    'saves nothing over what could not be set aside',
    marbles(({ flush }) => {
      const store = new SmallStore('xyz');
      store.setAside = () => {
        throw new Error('no room');
      };
      const { told } = run(store, 5_000, { 10: ({ set }) => set('a') });
      flush();
      expect(told[0]).to.equal('0 load: The saved address book could not be read: no room');
      expect(store.kept).to.equal('xyz');
    }),
  );

  describe('when it closes', () => {
    it(
      'saves what is not saved yet, and completes then',
      marbles(({ expectObservable, flush }) => {
        const store = new SmallStore();
        store.latency = 2;
        const { keeping, set } = keeper(store);
        expectObservable(keeping.run$, '^---!').toBe('');
        timer(3).subscribe(() => set('a'));
        expectObservable(keeping.close$, '-----^').toBe('-------|');
        expectObservable(keeping.close$, '----------^').toBe('----------|');
        flush();
        expect([store.kept, store.done]).to.deep.equal(['a', ['load', 'save']]);
      }),
    );

    it(
      'reads first what was not read yet',
      marbles(({ expectObservable, flush }) => {
        const store = new SmallStore('a');
        const { keeping, state } = keeper(store);
        expectObservable(keeping.close$).toBe('|');
        flush();
        expect([state.text, store.done]).to.deep.equal(['a', ['load']]);
      }),
    );

    it(
      'errors if it cannot, and neither saves over what it could not read',
      marbles(({ expectObservable, flush }) => {
        const store = new SmallStore('a');
        store.broken = true;
        const { keeping, set } = keeper(store);
        set('b');
        const errors: unknown[] = [];
        keeping.close$.subscribe({ error: (error: unknown) => errors.push(error) });
        expectObservable(keeping.run$, '!').toBe('');
        flush();
        expect(errors).to.have.length(1);
        expect((errors[0] as AddressBookError).code).to.equal('load');
        expect([store.kept, store.done.includes('save')]).to.deep.equal(['a', false]);
      }),
    );
  });
});

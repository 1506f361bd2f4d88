import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { EMPTY, Subject, asyncScheduler, defer, lastValueFrom, map, of, throwError, timer } from 'rxjs';
import {
  ArgumentError,
  BanError,
  BanList,
  bans,
  isBanError,
  isStoreError,
  memoryStore,
  type Ban,
  type BanChange,
  type BanListOptions,
  type Offence,
} from 'rx-connmgr';
import { fileStore } from 'rx-connmgr/node';
import { marbles } from 'rx-connmgr/testing';
import sinon from 'sinon';
import { writeBans } from '../../lib/core/ban-record.js';
import { runs } from '../support/runs.js';

const at = (host: string, port = 8333) => ({ host, port });
const ban = (subnet: string, until = Infinity, reason?: string): Ban => ({
  subnet,
  since: 0,
  until,
  ...(reason === undefined ? {} : { reason }),
});
const subnetsOf = (list: readonly Ban[]) => list.map(({ subnet }) => subnet);
const listOf = (options: BanListOptions, ...entries: readonly Ban[]) => {
  const list = new BanList(options);
  for (const entry of entries) list.add(entry);
  return list;
};

/** As text: what changed, and whose. */
const told = map(({ type, bans: changed }: BanChange) => `${type} ${subnetsOf(changed).join(' ')}`);

/** What a list tells from now on. */
const listen = (list: BanList): readonly string[] => {
  const changes: string[] = [];
  list.changed$.pipe(told).subscribe((change) => changes.push(change));
  return changes;
};

const day = 86_400_000;

/** What the clock of the system says until the end of the spec. */
const setClock = (now: () => number) => sinon.stub(asyncScheduler, 'now').callsFake(now);

describe('BanList', () => {
  afterEach(() => sinon.restore());

  describe('bans', () => {
    it('addresses, subnets and names', () => {
      const list = listOf({}, ...['192.0.2.1', '10.1.0.0/16', '2001:db8::/64', 'Example.com'].map((text) => ban(text)));
      for (const host of ['192.0.2.1', '10.1.255.255', '2001:db8::1', 'example.com']) {
        expect(list.has(at(host)), host).to.equal(true);
      }
      for (const host of ['192.0.2.2', '10.2.0.0', '2001:db8:0:1::1', 'www.example.com']) {
        expect(list.has(at(host)), host).to.equal(false);
      }
    });

    it('whatever the port, the zone and the spelling, and IPv4 in IPv6', () => {
      const list = listOf({}, ...['::ffff:192.0.2.1', '2001:DB8:0::1', 'fe80::1%eth0'].map((text) => ban(text)));
      expect(subnetsOf(list.list())).to.deep.equal(['192.0.2.1', '2001:db8::1', 'fe80::1']);
      for (const host of ['192.0.2.1', '[::FFFF:c000:201]', '2001:db8::1', '[2001:0DB8::1]', 'fe80::1%en1']) {
        for (const port of [0, 1, 65_535]) expect(list.has(at(host, port)), host).to.equal(true);
      }
    });

    it('and says which ban holds: that of the most specific subnet', () => {
      const list = listOf({}, ban('10.0.0.0/8', Infinity, 'all'), ban('10.1.2.3', Infinity, 'one'));
      expect(list.get(at('10.1.2.3'))).to.deep.equal(ban('10.1.2.3', Infinity, 'one'));
      expect(list.get(at('10.1.2.4'))?.reason).to.equal('all');
      expect(list.get(at('11.1.2.4'))).to.equal(undefined);
    });

    it('no host that is none, and refuses what is no address', () => {
      const list = listOf({}, ban('0.0.0.0/0'));
      for (const host of ['', 'a b', '1.2.3', '10.0.0.0/8', ':::']) expect(list.has(at(host)), host).to.equal(false);
      for (const nonsense of [undefined, null, '10.0.0.1', {}, { host: 1 }]) {
        expect(() => list.has(nonsense as never)).to.throw(ArgumentError, '`address`');
      }
    });

    it('until the end, and not a moment longer, told or not', () => {
      let now = 0;
      setClock(() => now);
      const list = listOf({}, ban('10.0.0.0/8', 20), ban('10.1.2.3', 10));
      const reasons = [0, 9, 10, 19, 20, 21].map((time) => {
        now = time;
        return [list.get(at('10.1.2.3'))?.subnet, list.list().length];
      });
      expect(reasons).to.deep.equal([
        ['10.1.2.3', 2],
        ['10.1.2.3', 2],
        ['10.0.0.0/8', 1],
        ['10.0.0.0/8', 1],
        [undefined, 0],
        [undefined, 0],
      ]);
    });

    it('longer if it is banned again, and never for less long', () => {
      const list = listOf({}, ban('10.0.0.0/8', 5e15, 'first'));
      const changes = listen(list);
      list.add(ban('10.9.9.9/8', 4e15, 'shorter'));
      list.add(ban('10.0.0.0/8', 5e15, 'equal'));
      expect(list.list()).to.deep.equal([ban('10.0.0.0/8', 5e15, 'first')]);
      list.add(ban('10.0.0.0/8', 6e15, 'longer'));
      expect(list.list()).to.deep.equal([ban('10.0.0.0/8', 6e15, 'longer')]);
      expect(changes).to.deep.equal(['added 10.0.0.0/8']);
    });

    it('nobody by what is over already', () => {
      const list = new BanList();
      const changes = listen(list);
      list.add(ban('192.0.2.1', 1));
      expect([list.list(), changes]).to.deep.equal([[], []]);
    });

    it('by hand, from now on', () => {
      setClock(() => 1_000);
      const list = new BanList();
      expect(list.ban('192.0.2.1')).to.deep.equal({ subnet: '192.0.2.1', since: 1_000, until: 1_000 + day });
      const terms = { duration: 500, reason: 'spam' };
      expect(list.ban('10.1.2.3/8', terms)).to.deep.equal({ ...ban('10.0.0.0/8', 1_500, 'spam'), since: 1_000 });
      expect(list.ban('192.0.2.1', terms).until, 'the longer one holds').to.equal(1_000 + day);
      expect(list.ban('192.0.2.1', { duration: Infinity }).until).to.equal(Infinity);
      for (const duration of [0, -1, NaN, '1d' as never]) {
        expect(() => list.ban('192.0.2.1', { duration })).to.throw(ArgumentError, '`duration`');
      }
      expect(() => list.ban('192.0.2.1', { durations: 5 } as never)).to.throw(
        ArgumentError,
        'did you mean `duration`?',
      );
      expect(() => list.ban('192.0.2')).to.throw(ArgumentError, 'IPv4');
    });

    it('nobody by what is no ban, and is unharmed', () => {
      const list = listOf({}, ban('192.0.2.1'));
      for (const nonsense of [undefined, null, 7, {}, ban('nonsense/8'), ban('192.0.2.1', NaN)]) {
        expect(() => list.add(nonsense as never)).to.throw(ArgumentError);
      }
      expect(list.list()).to.deep.equal([ban('192.0.2.1')]);
    });

    it('nobody any more whose ban is lifted, by any spelling of exactly that subnet', () => {
      const list = listOf({}, ban('10.0.0.0/8'), ban('10.1.2.3'));
      const changes = listen(list);
      expect(list.lift('10.1.2.0/24')).to.equal(false);
      expect(list.lift('::ffff:10.1.2.3')).to.equal(true);
      expect(list.lift('10.1.2.3')).to.equal(false);
      expect(list.has(at('10.1.2.3')), 'the wider one is still there').to.equal(true);
      expect(list.lift('10.255.255.255/8')).to.equal(true);
      expect([list.has(at('10.1.2.3')), list.list()]).to.deep.equal([false, []]);
      expect(changes).to.deep.equal(['lifted 10.1.2.3', 'lifted 10.0.0.0/8']);
      expect(() => list.lift('10/8')).to.throw(ArgumentError);
    });

    it('as many as it is told: the one that would end first makes room', () => {
      const list = listOf({ maxBans: 2 }, ban('192.0.2.1', 5e15), ban('192.0.2.2', 4e15));
      const changes = listen(list);
      list.add(ban('192.0.2.3', 3e15));
      expect(changes).to.deep.equal(['displaced 192.0.2.2', 'added 192.0.2.3']);
      expect(subnetsOf(list.list())).to.deep.equal(['192.0.2.1', '192.0.2.3']);
    });

    it('the same array as long as nothing changes', () => {
      let now = 0;
      setClock(() => now);
      const list = listOf({}, ban('192.0.2.1', 10), ban('192.0.2.2'));
      const before = list.list();
      now = 9;
      expect(list.list()).to.equal(before);
      now = 10;
      expect(list.list()).to.deep.equal([ban('192.0.2.2')]);
      expect(list.list()).to.equal(list.list());
      now = 9;
      expect(list.list(), 'as before, by a clock that was set back').to.deep.equal(before);
      list.lift('192.0.2.2');
      expect(list.list()).to.deep.equal([ban('192.0.2.1', 10)]);
      expect(before).to.have.length(2);
    });
  });

  describe('allows', () => {
    const list = new BanList({ allow: ['127.0.0.1', '10.1.0.0/16', 'Example.com'] });

    it('whom it is told to, and says in one spelling who that is', () => {
      expect(list.allow).to.deep.equal(['127.0.0.1', '10.1.0.0/16', 'example.com']);
    });

    it('by refusing a ban of nobody else', () => {
      for (const subnet of ['127.0.0.1', '::ffff:127.0.0.1', '10.1.0.0/16', '10.1.2.0/24', 'EXAMPLE.com.']) {
        expect(() => list.add(ban(subnet)), subnet).to.throw(BanError, 'is never to be banned');
        expect(() => list.ban(subnet), subnet).to.throw(BanError, 'is never to be banned');
      }
      try {
        list.add(ban('10.1.255.255'));
        expect.fail('expected it to be refused');
      } catch (error) {
        expect(isBanError(error, 'allowed') && error.subnet).to.equal('10.1.255.255');
      }
      expect(list.list()).to.deep.equal([]);
    });

    it('them within a subnet that is banned', () => {
      list.add(ban('10.0.0.0/8'));
      list.add(ban('127.0.0.0/8'));
      expect(['10.0.0.1', '10.1.0.1', '127.0.0.1', '127.0.0.2'].map((host) => list.has(at(host)))).to.deep.equal([
        ...[true, false, false, true],
      ]);
    });

    it('them to the operator `bans`, which spares them', () => {
      const offence$ = new Subject<Offence>();
      offence$.pipe(bans({ allow: list.allow })).subscribe((one) => list.add(one));
      offence$.next({ address: at('127.0.0.1'), persistent: 1_000 });
      offence$.next({ address: at('192.0.2.1'), persistent: 1_000 });
      expect([list.has(at('127.0.0.1')), list.has(at('192.0.2.1'))]).to.deep.equal([false, true]);
    });
  });

  describe('tells', () => {
    it(
      'what expires, when it does, all that does at once',
      marbles(({ hot, expectObservable }) => {
        const entries = [ban('192.0.2.1', 5), ban('192.0.2.2', 8), ban('192.0.2.3', 5), ban('192.0.2.4')];
        const list = listOf({}, ...entries);
        const added = hot('   --a--------', { a: ban('192.0.2.5', 4) });
        added.subscribe((one) => list.add(one));
        const unsub = '       ^----------!';
        const expected = '    --a-bc--d--';
        const values = {
          a: 'added 192.0.2.5',
          b: 'expired 192.0.2.5',
          c: 'expired 192.0.2.1 192.0.2.3',
          d: 'expired 192.0.2.2',
        };
        expectObservable(list.changed$.pipe(told), unsub).toBe(expected, values);
        expectObservable(list.run$, unsub).toBe('-');
      }),
    );

    it('what expired while nobody listened, with the next change', () => {
      let now = 0;
      setClock(() => now);
      const list = listOf({}, ban('192.0.2.1', 5));
      now = 10;
      const changes = listen(list);
      list.add(ban('192.0.2.2'));
      expect(changes).to.deep.equal(['expired 192.0.2.1', 'added 192.0.2.2']);
    });

    it('whoever listens, in order, also if one of them changes it again', () => {
      const list = new BanList();
      const heard: string[] = [];
      list.changed$.subscribe(({ type, bans: [one] }) => {
        if (type === 'added' && one) list.lift(one.subnet);
      });
      list.changed$.pipe(told).subscribe((change) => heard.push(change));
      list.add(ban('192.0.2.1'));
      expect(heard).to.deep.equal(['added 192.0.2.1', 'lifted 192.0.2.1']);
      expect(list.has(at('192.0.2.1'))).to.equal(false);
    });

    it('by one timer while it is run, and by none otherwise, whoever listens', () => {
      const clock = sinon.useFakeTimers({ now: 1_000 });
      const list = listOf({}, ...Array.from({ length: 1_000 }, (_, i) => ban(`10.0.${i >> 8}.${i & 255}`, 2_000 + i)));
      const changes = listen(list);
      expect(clock.countTimers()).to.equal(0);
      const runs$ = [list.run$.subscribe(), list.run$.subscribe()];
      expect(clock.countTimers()).to.equal(1);
      clock.tick(1_500);
      expect([clock.countTimers(), list.list().length, changes.length]).to.deep.equal([1, 499, 501]);
      for (const subscription of runs$) subscription.unsubscribe();
      expect(clock.countTimers()).to.equal(0);
    });
  });

  describe('keeps its bans', () => {
    const bad = { ...(writeBans([]) as object), bans: [ban('192.0.2.1', 1e15), { subnet: 'nonsense' }] };

    /** What is in a store. */
    const read = (store: ReturnType<typeof memoryStore>) => {
      let kept: unknown;
      store.load().subscribe((data) => (kept = data));
      return kept;
    };

    it(
      'from one run to the next: saved some time after a change, and at the close',
      marbles(({ flush }) => {
        const store = memoryStore();
        const first = listOf({ store }, ban('192.0.2.1', 1e15, 'spam'));
        const run = first.run$.subscribe((error) => expect.fail(error.message));
        timer(4_999).subscribe(() => expect(read(store)).to.equal(undefined));
        timer(5_001).subscribe(() => run.unsubscribe());
        flush();
        expect(read(store)).to.deep.equal(writeBans([ban('192.0.2.1', 1e15, 'spam')]));
        first.add(ban('2001:db8::/64'));
        first.close().subscribe();
        const second = new BanList({ store });
        second.run$.subscribe((error) => expect.fail(error.message)).unsubscribe();
        expect(second.list()).to.deep.equal([ban('192.0.2.1', 1e15, 'spam'), ban('2001:db8::/64')]);
      }),
    );

    it('and tells those that it loaded in one', () => {
      const list = new BanList({
        store: memoryStore(writeBans([ban('192.0.2.1'), ban('192.0.2.2'), ban('192.0.2.3', 1)])),
      });
      const changes = listen(list);
      list.run$.subscribe().unsubscribe();
      expect(changes).to.deep.equal(['added 192.0.2.1 192.0.2.2']);
    });

    it(
      'together with those from before it had loaded: the longer of two holds',
      marbles(({ flush }) => {
        const store = memoryStore(writeBans([ban('192.0.2.1', 9e15, 'kept'), ban('192.0.2.2', 8e15, 'kept')]));
        const slow = { ...store, load: () => timer(10).pipe(map(() => read(store))) };
        const list = listOf(
          { store: slow },
          ban('192.0.2.1', 8e15, 'new'),
          ban('192.0.2.2', 9e15, 'new'),
          ban('192.0.2.3'),
        );
        const run = list.run$.subscribe();
        timer(6_000).subscribe(() => run.unsubscribe());
        flush();
        const expected = [ban('192.0.2.1', 9e15, 'kept'), ban('192.0.2.2', 9e15, 'new'), ban('192.0.2.3')];
        expect(list.list()).to.deep.equal(expected);
        expect(read(store)).to.deep.equal(writeBans(expected));
      }),
    );

    it(
      'but not those that were lifted before it had loaded',
      marbles(({ flush }) => {
        const store = memoryStore(writeBans([ban('192.0.2.1'), ban('192.0.2.2')]));
        const list = new BanList({ store });
        expect(list.lift('::ffff:192.0.2.1'), 'not known yet').to.equal(false);
        const run = list.run$.subscribe();
        timer(6_000).subscribe(() => run.unsubscribe());
        flush();
        expect(subnetsOf(list.list())).to.deep.equal(['192.0.2.2']);
        expect(read(store), 'nor the next time').to.deep.equal(writeBans([ban('192.0.2.2')]));
        expect(list.lift('192.0.2.2')).to.equal(true);
      }),
    );

    it('but not those of whom it allows now, nor more than it may have', () => {
      const entries = Array.from({ length: 5 }, (_, i) => ban(`192.0.2.${i}`, 9e15 + i));
      const list = new BanList({ store: memoryStore(writeBans(entries)), allow: ['192.0.2.4'], maxBans: 2 });
      const changes = listen(list);
      list.run$.subscribe().unsubscribe();
      expect(subnetsOf(list.list())).to.deep.equal(['192.0.2.2', '192.0.2.3']);
      expect(changes).to.deep.equal(['added 192.0.2.2 192.0.2.3']);
    });

    it('and sets aside what is no list of bans, tells it, and loses nothing', () => {
      const foreign = [7, 'x', {}, { format: 'rx-connmgr addresses', version: 1 }, { ...bad, version: 2 }];
      for (const data of foreign) {
        const store = memoryStore(data);
        const list = listOf({ store }, ban('192.0.2.9'));
        const errors: Error[] = [];
        list.run$.subscribe((error) => errors.push(error)).unsubscribe();
        expect(errors).to.have.length(1);
        expect(isStoreError(errors[0], data === foreign[4] ? 'newer' : 'damaged')).to.equal(true);
        expect([...store.aside.values()]).to.deep.equal([data]);
        expect(subnetsOf(list.list())).to.deep.equal(['192.0.2.9']);
        list.close().subscribe();
        expect(read(store)).to.deep.equal(writeBans([ban('192.0.2.9')]));
      }
    });

    it('and takes what is right of a list that was edited by hand', () => {
      const store = memoryStore(bad);
      const list = new BanList({ store });
      const errors: Error[] = [];
      list.run$.subscribe((error) => errors.push(error)).unsubscribe();
      expect(list.has(at('192.0.2.1'))).to.equal(true);
      expect(errors.map(({ message }) => message)).to.deep.equal([
        'Expected each of 2 entries to be a ban, got 1 that are none, the first at 2',
      ]);
      list.close().subscribe();
      expect(read(store)).to.deep.equal(writeBans([ban('192.0.2.1', 1e15)]));
      expect([...store.aside.values()]).to.deep.equal([bad]);
    });

    it(
      'in spite of a store that fails, which is told and ends nothing',
      marbles(({ expectObservable, flush }) => {
        const full = new Error('no space left');
        const outcomes = [throwError(() => full), EMPTY];
        const saved: unknown[] = [];
        const store = {
          load: () => EMPTY,
          save: (data: unknown) => defer(() => (saved.push(data), outcomes.shift() ?? of())),
        };
        const list = listOf({ store }, ban('192.0.2.1'));
        expectObservable(list.run$, '^ 20s !').toBe('5s a', { a: full });
        flush();
        expect(saved).to.deep.equal(Array(2).fill(writeBans([ban('192.0.2.1')])));
        expect(list.has(at('192.0.2.1'))).to.equal(true);
      }),
    );

    it('in a file, and after it was damaged goes on with what is new', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'bans-'));
      try {
        const path = join(directory, 'bans.json');
        /** What a program does: it runs the list, bans, and closes it. It resolves to what is banned, and what was told. */
        const program = async (subnet: string) => {
          await using store = fileStore(path);
          const list = new BanList({ store });
          const errors: Error[] = [];
          const run = list.run$.subscribe((error) => errors.push(error));
          list.add(ban(subnet));
          run.unsubscribe(); // even before it has loaded
          await lastValueFrom(list.close(), { defaultValue: undefined });
          return { subnets: [...subnetsOf(list.list())].sort(), errors };
        };
        expect(await program('192.0.2.1')).to.deep.equal({ subnets: ['192.0.2.1'], errors: [] });
        expect(await program('192.0.2.2')).to.deep.equal({ subnets: ['192.0.2.1', '192.0.2.2'], errors: [] });
        const whole = readFileSync(path, 'utf8');
        writeFileSync(path, whole.slice(0, -20));
        expect((await program('192.0.2.3')).subnets).to.deep.equal(['192.0.2.3']);
        const [aside] = readdirSync(directory).filter((name) => name.includes('damaged'));
        expect(readFileSync(join(directory, aside ?? ''), 'utf8')).to.equal(whole.slice(0, -20));
      } finally {
        rmSync(directory, { recursive: true });
      }
    });

    it('nowhere, without a store', () => {
      const list = listOf({}, ban('192.0.2.1'));
      let closed = false;
      list.run$.subscribe((error) => expect.fail(error.message)).unsubscribe();
      list.close().subscribe({ complete: () => (closed = true) });
      expect([closed, list.list().length]).to.deep.equal([true, 1]);
    });

    it('loads whatever damage a file has, and is then as good as new', () => {
      const record = writeBans([ban('192.0.2.1', 9e15, 'spam'), ban('10.0.0.0/8', 8e15), ban('example.com')]);
      const text = JSON.stringify(record);
      const edit = fc.record({
        from: fc.nat(text.length),
        length: fc.nat(20),
        put: fc.constantFrom('', '0', '"', 'null', '{}', '-1,', ']'),
      });
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
          const damaged = edits.reduce(
            (all, { from, length, put }) => all.slice(0, from) + put + all.slice(from + length),
            text,
          );
          let data: unknown = damaged;
          try {
            data = JSON.parse(damaged);
          } catch {
            // as a store that takes a text for data would give it
          }
          const store = memoryStore(data);
          const list = new BanList({ store });
          const errors: Error[] = [];
          list.run$.subscribe((error) => errors.push(error)).unsubscribe();
          expect(errors.every((error) => isStoreError(error))).to.equal(true);
          expect([...store.aside.values()]).to.deep.equal(errors.length === 0 ? [] : [data]);
          list.add(ban('192.0.2.77'));
          list.close().subscribe();
          const next = new BanList({ store });
          next.run$.subscribe((error) => expect.fail(error.message)).unsubscribe();
          expect(next.list()).to.deep.equal(list.list());
          expect(next.has(at('192.0.2.77'))).to.equal(true);
        }),
        { numRuns: runs(200) },
      );
    });
  });

  it('is bounded, whoever comes, and does not slow down', function () {
    this.timeout(30_000);
    const list = new BanList({ maxBans: 1_000, store: memoryStore() });
    const offence$ = new Subject<Offence>();
    offence$.pipe(bans({ maxScores: 1_000 })).subscribe((one) => list.add(one));
    const reason = 'x'.repeat(1_000);
    for (let i = 0; i < 100_000; i += 1) {
      offence$.next({ address: at(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`), persistent: 101, reason });
    }
    expect(list.list()).to.have.length(1_000);
    expect(list.list()[0]?.reason).to.have.length(200);
    expect([list.has(at('10.0.0.0')), list.has(at('10.1.134.159'))]).to.deep.equal([false, true]);
  });

  it('is, by whatever is done to it and whatever the clock says, what a fold over its changes is', () => {
    const subnet = fc.constantFrom(
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.1.2.3',
      '::ffff:10.1.2.3',
      '2001:db8::/64',
      '127.0.0.1',
    );
    const step = fc.oneof(
      fc.record({ type: fc.constant('add' as const), subnet, lasting: fc.integer({ min: -5, max: 30 }) }),
      fc.record({ type: fc.constant('lift' as const), subnet }),
      fc.record({ type: fc.constant('wait' as const), time: fc.integer({ min: -10, max: 20 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), fc.integer({ min: 1, max: 5 }), (steps, maxBans) => {
        sinon.restore();
        let now = 100;
        setClock(() => now);
        const list = new BanList({ maxBans, allow: ['127.0.0.1'] });
        const fold = new Map<string, Ban>();
        const subscription = list.changed$.subscribe(({ type, bans: changed }) => {
          expect(changed).not.to.have.length(0);
          for (const one of changed) {
            if (type !== 'added') expect(fold.get(one.subnet)).to.equal(one);
            if (type === 'added') fold.set(one.subnet, one);
            else fold.delete(one.subnet);
          }
        });
        for (const one of steps) {
          if (one.type === 'wait') now += one.time;
          if (one.type === 'lift') list.lift(one.subnet);
          if (one.type === 'add') {
            const added = ban(one.subnet, now + one.lasting);
            if (one.subnet === '127.0.0.1') expect(() => list.add(added)).to.throw(BanError);
            else list.add(added);
          }
          const holding = [...fold.values()].filter(({ until }) => until > now);
          expect(list.list()).to.have.deep.members(holding);
          expect(fold.size).to.be.at.most(maxBans);
          for (const [host, within] of Object.entries(containing)) {
            expect(list.has(at(host)), host).to.equal(holding.some((other) => within.includes(other.subnet)));
          }
        }
        subscription.unsubscribe();
      }),
      { numRuns: runs(300) },
    );
  });

  it('refuses options that cannot be', () => {
    const wrong: Readonly<Record<string, readonly unknown[]>> = {
      store: [7, {}, null],
      allow: ['127.0.0.1', ['127.1']],
      maxBans: [0, 1.5, NaN, '5'],
      saveAfter: [-1, NaN, Infinity, '5'],
    };
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) expect(() => new BanList({ [name]: value }), name).to.throw(ArgumentError);
    }
    expect(() => new BanList({ maxBan: 5 } as never)).to.throw(ArgumentError, 'did you mean `maxBans`?');
    const nothing = { store: undefined, allow: undefined, maxBans: undefined, saveAfter: undefined };
    expect(() => new BanList(nothing)).not.to.throw();
  });
});

/** Of some hosts, the subnets of the property that they are in. */
const containing: Readonly<Record<string, readonly string[]>> = {
  '10.1.2.3': ['10.1.2.3', '10.1.0.0/16', '10.0.0.0/8'],
  '10.1.2.4': ['10.1.0.0/16', '10.0.0.0/8'],
  '10.2.0.1': ['10.0.0.0/8'],
  '2001:db8::1': ['2001:db8::/64'],
  '192.0.2.1': [],
  '127.0.0.1': [],
};

import { isIP } from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  EMPTY,
  NEVER,
  Observable,
  Subject,
  asyncScheduler,
  config,
  firstValueFrom,
  map,
  of,
  repeat,
  switchMap,
  take,
  takeUntil,
  throwError,
  timer,
  toArray,
  type ObservableInput,
} from 'rxjs';
import {
  ArgumentError,
  ConnectionManager,
  LookupError,
  fromDnsSeeds,
  isLookupError,
  isRoutable,
  type Address,
  type DnsSeedsOptions,
  type Lookup,
  type Seed,
  type SeedFailure,
  type Sighting,
} from 'rx-connmgr';
import { marbles, seededRandom } from 'rx-connmgr/testing';
import sinon from 'sinon';

type Answer = ObservableInput<readonly string[]>;

/** Not found. */
const none = new LookupError('ENOTFOUND', 'x', 'no such name');
const dead = throwError(() => none);
/** Addresses of 11.0.0.0/8, which is routable. */
const ip = (last: number) => `11.0.0.${last}`;
const hostsOf = map(({ host }: Sighting) => host);

/** A lookup by the first label of a name, and what it was asked, in order and when. */
const lookupOf = (answers: Readonly<Record<string, Answer>>) => {
  const asked: string[] = [];
  const at: number[] = [];
  const lookup: Lookup = (name) => {
    asked.push(name);
    at.push(asyncScheduler.now());
    return answers[name.replace(/^x[0-9a-f]+\./, '').replace(/\.test$/, '')] ?? dead;
  };
  return { lookup, asked, at };
};

/** Seeds that are asked in the order they are listed. */
const inOrder = { port: 8_333, random: () => 0 } as const;

/** All that comes at once. */
const collected = (seeds: readonly Seed[], options: Partial<DnsSeedsOptions> & { readonly lookup: Lookup }) => {
  const sightings: Sighting[] = [];
  let completed = false;
  fromDnsSeeds(seeds, { ...inOrder, ...options }).subscribe({
    next: (sighting) => sightings.push(sighting),
    complete: () => (completed = true),
  });
  return { sightings, completed };
};
const hosts = (seeds: readonly Seed[], options: Partial<DnsSeedsOptions> & { readonly lookup: Lookup }) =>
  collected(seeds, options).sightings.map(({ host }) => host);

describe('fromDnsSeeds', () => {
  describe('the questions', () => {
    const asked = (seeds: readonly Seed[], services?: bigint) => {
      const { lookup, asked: names } = lookupOf({ a: of([ip(1)]), b: of([ip(2)]) });
      const { sightings } = collected(seeds, { lookup, services });
      return { names, services: sightings.map((sighting) => sighting.services) };
    };

    it('are the plain names, unless more than the network service is wanted', () => {
      for (const services of [undefined, 0n, 1n]) {
        expect(asked(['a.test'], services)).to.deep.equal({ names: ['a.test'], services: [undefined] });
      }
    });

    it('have the services before them in lower-case hexadecimal, and the sightings have them, too', () => {
      expect(asked(['a.test'], 73n)).to.deep.equal({ names: ['x49.a.test'], services: [73n] });
      expect(asked(['a.test'], 9n).names).to.deep.equal(['x9.a.test']);
      expect(asked(['a.test'], 8n).names).to.deep.equal(['x8.a.test']);
      expect(asked(['a.test'], 0xc0den).names).to.deep.equal(['xc0de.a.test']);
      expect(asked(['a.test'], 2n ** 64n - 1n).names).to.deep.equal([`x${'f'.repeat(16)}.a.test`]);
    });

    it('are the plain names where a seed does not filter', () => {
      const seeds = [
        { host: 'a.test', filtering: false },
        { host: 'b.test', filtering: true },
      ];
      expect(asked(seeds, 9n)).to.deep.equal({ names: ['a.test', 'x9.b.test'], services: [undefined, 9n] });
      expect(asked([{ host: 'a.test' }, { host: 'b.test', filtering: undefined }], 9n).names).to.deep.equal([
        ...['x9.a.test', 'x9.b.test'],
      ]);
    });

    it('are asked in random order, once each', () => {
      const seeds = Array.from({ length: 9 }, (_, i) => `s${i}.test`);
      const orders = new Set<string>();
      for (let seed = 0; seed < 20; seed += 1) {
        const { lookup, asked: names } = lookupOf({});
        const subscription = fromDnsSeeds([...seeds, 's0.test'], {
          ...{ port: 1, lookup, atOnce: Infinity },
          random: seededRandom(seed),
        }).subscribe();
        subscription.unsubscribe();
        expect(names).to.have.members(seeds);
        orders.add(names.join());
      }
      expect(orders.size).to.equal(20);
    });

    it('are not asked before the subscription: without one, no seed ever is', () => {
      const { lookup, asked: names } = lookupOf({});
      fromDnsSeeds(['a.test'], { port: 1, lookup });
      expect(names).to.deep.equal([]);
    });
  });

  describe('a sighting', () => {
    it('has the port, and was seen three to seven days ago, by whole seconds', () => {
      const many = Array.from({ length: 250 }, (_, i) => ip(i));
      const { lookup } = lookupOf({ a: of(many) });
      const before = asyncScheduler.now();
      const { sightings } = collected(['a.test'], { lookup, random: seededRandom(1) });
      const days = sightings.map(({ seen = 0 }) => (before - seen) / 86_400_000);
      expect(sightings.every(({ port }) => port === 8_333)).to.be.true;
      expect(Math.min(...days)).to.be.within(2.99, 3.1);
      expect(Math.max(...days)).to.be.within(6.9, 7);
      expect(days.reduce((sum, day) => sum + day) / days.length).to.be.within(4.8, 5.2);
      const [first = 0] = sightings.map(({ seen = 0 }) => seen);
      expect(
        sightings.every(({ seen = 0 }) => Math.abs(seen - first) % 1_000 < 100 || Math.abs(seen - first) % 1_000 > 900),
      ).to.be.true;
    });

    it(
      'is backdated from the moment of its answer',
      marbles(({ cold, expectObservable }) => {
        const lookup = () => cold('5ms (a|)', { a: [ip(1), ip(2)] });
        const chances = [0.5, 0, 1 - 2 ** -32].values(); // the first is the shuffle's
        const random = () => chances.next().value ?? 0;
        const sighting = (last: number, ago: number) => ({ host: ip(last), port: 1, seen: 5 - ago });
        const values = { a: sighting(1, 259_200_000), b: sighting(2, 604_799_000) };
        expectObservable(fromDnsSeeds(['a.test'], { port: 1, lookup, random })).toBe('5ms (ab|)', values);
      }),
    );

    it('is emitted once, however often and by whomever it is given', () => {
      const { lookup } = lookupOf({ a: of([ip(1), ip(2), ip(1)]), b: of([ip(2), ip(3), `::ffff:${ip(1)}`]) });
      expect(hosts(['a.test', 'b.test'], { lookup })).to.deep.equal([ip(1), ip(2), ip(3)]);
    });

    it('is of a routable address', () => {
      const answer = ['10.0.0.1', '127.0.0.1', '::1', 'fe80::1', 'fd00::1', '192.0.2.1', '0.0.0.0', ip(1), '2600::1'];
      const { lookup } = lookupOf({ a: of(answer) });
      expect(hosts(['a.test'], { lookup })).to.deep.equal([ip(1), '2600::1']);
      expect(hosts(['a.test'], { lookup, routable: (host) => host.startsWith('127.') })).to.deep.equal(['127.0.0.1']);
    });

    it('is of nobody who is banned', () => {
      const { lookup } = lookupOf({ a: of([ip(1), ip(2)]) });
      const bans = {
        has: ({ host, port }: { readonly host: string; readonly port: number }) => host === ip(1) && port === 8_333,
      };
      expect(hosts(['a.test'], { lookup, bans })).to.deep.equal([ip(2)]);
    });
  });

  describe('three seeds at a time', () => {
    const seeds = ['a.test', 'b.test', 'c.test', 'd.test', 'e.test'];

    it(
      'are asked, and the next as each has answered or failed',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('    --(1|)   ', { 1: [ip(1)] });
        const b = cold<string[]>('    ----#    ', undefined, none);
        const c = cold('    -------(3|)', { 3: [ip(3)] });
        const d = cold('      ----(4|)', { 4: [ip(4)] });
        const e = cold('        (5|)', { 5: [ip(5)] });
        const expected = '  --1-5-4(3|)';
        const values = { 1: ip(1), 3: ip(3), 4: ip(4), 5: ip(5) };
        const { lookup } = lookupOf({ a, b, c, d, e });
        expectObservable(fromDnsSeeds(seeds, { ...inOrder, lookup }).pipe(hostsOf)).toBe(expected, values);
        expectSubscriptions(d.subscriptions).toBe('--^---!');
        expectSubscriptions(e.subscriptions).toBe('----(^!)');
      }),
    );

    it(
      'are no more once the subscriber has enough',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const a = cold('    --(a|)', { a: [ip(1), ip(2), ip(3)] });
        const b = cold<string[]>('    ------');
        const c = cold('    ---(c|)', { c: [ip(4)] });
        const values = { 1: ip(1), 2: ip(2) };
        const { lookup, asked } = lookupOf({ a, b, c });
        const enough$ = fromDnsSeeds(seeds, { ...inOrder, lookup }).pipe(hostsOf, take(2));
        expectObservable(enough$).toBe('--(12|)', values);
        expectSubscriptions(b.subscriptions).toBe('^-!');
        expectSubscriptions(c.subscriptions).toBe('^-!');
        flush();
        expect(asked).to.deep.equal(['a.test', 'b.test', 'c.test']);
      }),
    );

    it(
      'make room after five seconds of silence, and are listened to for thirty',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const a = cold<string[]>('    -');
        const b = cold('    10s (2|)', { 2: [ip(2)] });
        const c = cold<string[]>('    -');
        const d = cold('        (4|)', { 4: [ip(4)] });
        const expected = '  5s 4 4999ms 2 19999ms |';
        const { lookup } = lookupOf({ a, b, c, d, e: of([ip(4)]) });
        const failures: SeedFailure[] = [];
        const seed$ = fromDnsSeeds(seeds, { ...inOrder, lookup, failed: (failure) => failures.push(failure) });
        expectObservable(seed$.pipe(hostsOf)).toBe(expected, { 2: ip(2), 4: ip(4) });
        expectSubscriptions(a.subscriptions).toBe('^ 29999ms !');
        expectSubscriptions(d.subscriptions).toBe('5s (^!)');
        flush();
        expect(failures.map(({ seed }) => seed)).to.deep.equal(['a.test', 'c.test']);
        expect(failures.every(({ error }) => isLookupError(error, 'ETIMEOUT'))).to.be.true;
        expect((failures[0]?.error as Error).message).to.equal('The seed `"a.test"` did not answer within 30000 ms');
      }),
    );

    it(
      'may be another number, or all; a function is asked when the asking begins',
      marbles(({ expectObservable, flush }) => {
        const atOnce = (option: DnsSeedsOptions['atOnce']) => {
          const { lookup, asked } = lookupOf({ a: NEVER, b: NEVER, c: NEVER, d: NEVER, e: NEVER });
          expectObservable(fromDnsSeeds(seeds, { ...inOrder, lookup, atOnce: option }), '1s !').toBe('-');
          return asked;
        };
        const counts = [1, 2, Infinity, undefined].map(atOnce);
        let size = 0;
        const known = atOnce(() => (size === 0 ? Infinity : 3));
        const nonsense = [0, -1, NaN, undefined as never].map((count) => atOnce(() => count));
        size = 1;
        flush();
        expect(counts.map(({ length }) => length)).to.deep.equal([1, 2, 5, 3]);
        expect(known).to.have.lengthOf(3);
        expect(nonsense.map(({ length }) => length)).to.deep.equal([1, 1, 1, 1]);
      }),
    );
  });

  describe('a seed that fails', () => {
    /** What is told of failures, in short: the seed, the code, how many in a row, the delay. */
    const telling = () => {
      const told: string[] = [];
      const failed = ({ seed, error, failures, delay }: SeedFailure) => {
        const { code, message } = error as LookupError;
        told.push(`${seed.replace('.test', '')} ${code ?? message} ${failures} ${delay}`);
      };
      return { told, failed };
    };
    const backoff = (failures: number) => 10 * 2 ** (failures - 1);

    it('is told, and holds up no other', () => {
      const { told, failed } = telling();
      const throwing = new Observable<string[]>(() => {
        throw new Error('never to be seen');
      });
      const { lookup } = lookupOf({
        b: of([ip(1)]),
        c: throwing,
        d: of([]),
        e: of(['10.0.0.1', 'x']),
        f: of<unknown>('x') as never,
      });
      const { sightings, completed } = collected(['a.test', 'b.test', 'c.test', 'd.test', 'e.test', 'f.test'], {
        ...{ lookup, failed, backoff, atOnce: 1 },
      });
      expect(sightings.map(({ host }) => host)).to.deep.equal([ip(1)]);
      expect(completed).to.be.true;
      expect(told).to.deep.equal([
        ...['a ENOTFOUND 1 10', 'c EAI_FAIL 1 10', 'd ENODATA 1 10', 'e ENODATA 1 10', 'f EBADRESP 1 10'],
      ]);
    });

    it('is told by its name, also where it is asked by another', () => {
      const { told, failed } = telling();
      const { lookup } = lookupOf({ b: of([ip(1)]) });
      collected(['a.test', 'b.test'], { lookup, failed, backoff, services: 9n });
      expect(told).to.deep.equal(['a ENOTFOUND 1 10']);
    });

    it(
      'is asked again as long as none has answered, ever more rarely',
      marbles(({ expectObservable, flush }) => {
        const { lookup, at } = lookupOf({});
        const { told, failed } = telling();
        const unsub = ' 200ms !';
        expectObservable(fromDnsSeeds(['a.test'], { ...inOrder, lookup, backoff, failed }), unsub).toBe('-');
        flush();
        expect(at).to.deep.equal([0, 10, 30, 70, 150]);
        expect(told.map((line) => line.slice(12))).to.deep.equal(['1 10', '2 20', '3 40', '4 80', '5 160']);
      }),
    );

    it(
      'is asked again after its own rest, and all is over when one has answered',
      marbles(({ cold, expectObservable, flush }) => {
        const { lookup, asked, at } = lookupOf({ b: cold('---#', undefined, none) });
        let there = false;
        const network: Lookup = (name) => (there && name === 'b.test' ? of([ip(2)]) : lookup(name));
        cold('30ms x').subscribe(() => (there = true));
        const seed$ = fromDnsSeeds(['a.test', 'b.test'], { ...inOrder, lookup: network, backoff });
        expectObservable(seed$.pipe(hostsOf)).toBe('36ms (2|)', { 2: ip(2) });
        flush();
        const times = asked.map((name, i) => `${name.slice(0, 1)} ${at[i]}`);
        expect(times).to.deep.equal(['a 0', 'b 0', 'a 10', 'b 13', 'a 30']);
      }),
    );

    it(
      'is left alone by whoever repeats, until its rest is over',
      marbles(({ expectObservable, flush }) => {
        const { lookup, asked, at } = lookupOf({ b: of([ip(2)]) });
        const hourly$ = fromDnsSeeds(['a.test', 'b.test'], { ...inOrder, lookup, backoff }).pipe(repeat({ delay: 8 }));
        expectObservable(hourly$.pipe(hostsOf), '39ms !').toBe('b 7ms b 7ms b 7ms b 7ms b', { b: ip(2) });
        flush();
        const times = (seed: string) => at.filter((_, i) => asked[i] === seed);
        expect(times('b.test')).to.deep.equal([0, 8, 16, 24, 32]);
        expect(times('a.test')).to.deep.equal([0, 16]);
      }),
    );

    it(
      'is left alone by another subscription, too, which waits for the rest to be over',
      marbles(({ expectObservable, flush }) => {
        const { lookup, at } = lookupOf({});
        const seed$ = fromDnsSeeds(['a.test'], { ...inOrder, lookup, backoff });
        expectObservable(seed$, '--!').toBe('-');
        expectObservable(seed$, '---^ 20ms !').toBe('-');
        flush();
        expect(at).to.deep.equal([0, 10]);
      }),
    );

    it(
      'has failed for the first time again once it has answered',
      marbles(({ cold, expectObservable, flush }) => {
        const { told, failed } = telling();
        const answers: Answer[] = [dead, dead, of([ip(1)]), dead];
        const lookup = () => answers.shift() ?? NEVER;
        const seed$ = fromDnsSeeds(['a.test'], { ...inOrder, lookup, backoff, failed });
        expectObservable(seed$.pipe(hostsOf)).toBe('30ms (1|)', { 1: ip(1) });
        const again$ = seed$.pipe(takeUntil(timer(1)));
        cold('40ms x')
          .pipe(switchMap(() => again$))
          .subscribe();
        flush();
        expect(told).to.deep.equal(['a ENOTFOUND 1 10', 'a ENOTFOUND 2 20', 'a ENOTFOUND 1 10']);
      }),
    );

    it(
      'rests from ten seconds to an hour unless said otherwise',
      marbles(({ expectObservable, flush }) => {
        const { lookup, at } = lookupOf({});
        const unjittered = { ...inOrder, lookup }; // chance is 0: nothing is taken off
        expectObservable(fromDnsSeeds(['a.test'], unjittered), '360m !').toBe('-');
        flush();
        const waits = at.map((time, i) => (at[i + 1] ?? NaN) - time).filter((wait) => !Number.isNaN(wait));
        expect(waits.slice(0, 4)).to.deep.equal([10_000, 20_000, 40_000, 80_000]);
        expect(waits.slice(-2)).to.deep.equal([3_600_000, 3_600_000]);
      }),
    );

    it('has the default rest where `backoff` throws or gives nonsense, and the fault is told', () => {
      const { told, failed } = telling();
      const { lookup } = lookupOf({ b: of([ip(1)]) });
      const faulty = () => {
        throw new Error('a fault');
      };
      const { completed } = collected(['a.test', 'b.test'], { lookup, failed, backoff: faulty });
      collected(['a.test', 'b.test'], { lookup, failed, backoff: () => NaN });
      expect(completed).to.be.true;
      expect(told).to.deep.equal(['a a fault 1 10000', 'a ENOTFOUND 1 5000']);
    });

    it('hurts nobody where `failed` throws: that is reported as any subscriber’s error is', () => {
      const unhandled: unknown[] = [];
      const before = config.onUnhandledError;
      config.onUnhandledError = (error: unknown) => unhandled.push(error);
      const time = sinon.useFakeTimers();
      try {
        const fault = new Error('a fault');
        const failed = () => {
          throw fault;
        };
        const { lookup } = lookupOf({ b: of([ip(1)]) });
        expect(hosts(['a.test', 'b.test'], { lookup, failed })).to.deep.equal([ip(1)]);
        time.tick(1);
        expect(unhandled).to.deep.equal([fault]);
      } finally {
        config.onUnhandledError = before;
        time.restore();
      }
    });

    it('is one of those that lie: no more than 256 answers are looked at, of each', () => {
      const many = (third: number) =>
        Array.from({ length: 100_000 }, (_, i) => `11.${third + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`);
      const { lookup } = lookupOf({ a: of(many(0)), b: of(many(10)) });
      expect(hosts(['a.test', 'b.test'], { lookup })).to.have.lengthOf(512);
      expect(hosts(['a.test', 'b.test'], { lookup, limit: 10 })).to.have.lengthOf(20);
    });

    it(
      'may be given less time',
      marbles(({ expectObservable, flush }) => {
        const { told, failed } = telling();
        const { lookup } = lookupOf({ a: NEVER, b: of([ip(1)]) });
        const seed$ = fromDnsSeeds(['a.test', 'b.test'], { ...inOrder, lookup, failed, backoff, timeout: 4 });
        expectObservable(seed$.pipe(hostsOf)).toBe('1---|', { 1: ip(1) });
        flush();
        expect(told).to.deep.equal(['a ETIMEOUT 1 10']);
      }),
    );
  });

  describe('the stream', () => {
    it('completes at once without seeds', () => {
      expect(collected([], { lookup: () => NEVER })).to.deep.equal({ sightings: [], completed: true });
    });

    it('takes promises', async () => {
      const lookup = (name: string) => (name === 'a.test' ? Promise.reject(none) : Promise.resolve([ip(1)]));
      const seed$ = fromDnsSeeds(['a.test', 'b.test'], { ...inOrder, lookup });
      expect(await firstValueFrom(seed$.pipe(hostsOf, toArray()))).to.deep.equal([ip(1)]);
    });

    it(
      'cancels every question when unsubscribed from, and leaves no timer',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold<string[]>('    ------');
        const b = cold<string[]>('    -#', undefined, none);
        const unsub = '     ---!';
        const { lookup } = lookupOf({ a, b });
        expectObservable(fromDnsSeeds(['a.test', 'b.test'], { ...inOrder, lookup }), unsub).toBe('----');
        expectSubscriptions(a.subscriptions).toBe('^--!');
        expectSubscriptions(b.subscriptions).toBe('^!');
      }),
    );

    it('may be unsubscribed from inside `next`', () => {
      const subject = new Subject<string[]>();
      const { lookup, asked } = lookupOf({ a: subject, b: NEVER, c: NEVER });
      const told: string[] = [];
      const subscription = fromDnsSeeds(['a.test', 'b.test', 'c.test', 'd.test'], { ...inOrder, lookup }).subscribe(
        ({ host }) => {
          told.push(host);
          subscription.unsubscribe();
        },
      );
      subject.next([ip(1), ip(2)]);
      expect(told).to.deep.equal([ip(1)]);
      expect(asked).to.have.lengthOf(3);
      expect(subject.observed).to.be.false;
    });

    it(
      'asks anew for each subscription',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const a = cold('         --(1|)', { 1: [ip(1)] });
        const { lookup } = lookupOf({ a });
        const seed$ = fromDnsSeeds(['a.test'], { ...inOrder, lookup }).pipe(hostsOf);
        expectObservable(seed$).toBe('--(1|)', { 1: ip(1) });
        expectObservable(seed$, '-^').toBe('---(1|)', { 1: ip(1) });
        expectSubscriptions(a.subscriptions).toBe(['^-!', '-^-!']);
      }),
    );

    it('survives whatever DNS answers', () => {
      const garbage = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.domain(), fc.anything(), fc.constant('10.0.0.1'));
      const answer = fc.oneof(
        fc.array(garbage, { maxLength: 300 }).map((ips) => of(ips as string[])),
        fc.anything().map((anything) => of(anything as string[])),
        fc.anything().map((error) => throwError(() => error as Error)),
        fc.constant(EMPTY),
        fc.anything().map((anything) => anything as Observable<string[]>),
      );
      fc.assert(
        fc.property(fc.array(answer, { maxLength: 6 }), fc.nat(), (answers, seed) => {
          const names = answers.map((_, i) => `s${i}.test`);
          const lookup: Lookup = (name) => answers[Number(name.slice(1, -5))] ?? EMPTY;
          const sightings: Sighting[] = [];
          const failures: SeedFailure[] = [];
          fromDnsSeeds(names, {
            ...{ port: 1, lookup, random: seededRandom(seed), atOnce: Infinity },
            failed: (failure) => failures.push(failure),
          })
            .subscribe((sighting) => sightings.push(sighting))
            .unsubscribe();
          const told = sightings.map(({ host }) => host);
          expect(new Set(told).size).to.equal(told.length);
          expect(told.every((host) => isIP(host) > 0 && isRoutable(host))).to.be.true;
          expect(failures.every(({ error }) => isLookupError(error))).to.be.true;
        }),
      );
    });
  });

  describe('under a manager', () => {
    it(
      'is not subscribed to before the start, fills the places, and is let go of at the stop',
      marbles(({ cold, expectSubscriptions, flush }) => {
        const a = cold('  --(a|)', { a: [ip(1), ip(2)] });
        const b = cold<string[]>('------');
        const asking = '  -^---!';
        const { lookup } = lookupOf({ a, b });
        const dialled: string[] = [];
        const manager = new ConnectionManager({
          dial: ({ host }: Address) => (dialled.push(host), NEVER),
          addresses: fromDnsSeeds(['a.test', 'b.test'], { ...inOrder, lookup }),
        });
        const script = { b: () => void manager.start(), e: () => void manager.stop() };
        cold('            -b---e', script).subscribe((act) => act());
        expectSubscriptions(b.subscriptions).toBe(asking);
        flush();
        expect(dialled).to.have.members([ip(1), ip(2)]);
      }),
    );

    it(
      'asks nobody where it is given none: connect-only',
      marbles(({ cold, flush }) => {
        const { lookup, asked } = lookupOf({});
        fromDnsSeeds(['a.test'], { ...inOrder, lookup });
        const manager = new ConnectionManager({ dial: (_: Address) => NEVER }).start();
        manager.connect({ host: ip(1), port: 1 }, { permanent: true });
        cold('60m s').subscribe(() => void manager.stop());
        flush();
        expect(asked).to.deep.equal([]);
      }),
    );
  });

  describe('the arguments', () => {
    const lookup = () => NEVER;
    const wrong: readonly (readonly [unknown, object, string])[] = [
      ['a.test', {}, 'Expected `seeds` to be a list of host names'],
      [['192.0.2.1'], {}, 'Expected `seeds[0]` to be a host name that DNS knows, got `"192.0.2.1"`'],
      [['a.test', '::1'], {}, 'Expected `seeds[1]` to be a host name'],
      [['a b'], {}, 'Expected `seeds[0]`'],
      [[''], {}, 'Expected `seeds[0]`'],
      [[`${'a'.repeat(56)}.onion`], {}, 'Expected `seeds[0]` to be a host name that DNS knows'],
      [[5], {}, 'Expected `seeds[0]`'],
      [[null], {}, 'Expected `seeds[0]`'],
      [[{ host: 5 }], {}, 'Expected `seeds[0].host`'],
      [[{ host: 'a.test', filtering: 1 }], {}, 'Expected `seeds[0].filtering` to be a boolean'],
      [[{ host: 'a.test', filter: true }], {}, 'Expected each field of a seed to be one of `host`, `filtering`'],
      [[], { port: 0 }, 'Expected `port`'],
      [[], { port: 65_536 }, 'Expected `port`'],
      [[], { port: '8333' }, 'Expected `port`'],
      [[], { port: undefined }, 'Expected `port`'],
      [[], { services: 9 }, 'Expected `services` to be a bigint of 64 bits'],
      [[], { services: -1n }, 'Expected `services` to be a bigint of 64 bits'],
      [[], { services: 2n ** 64n }, 'Expected `services` to be a bigint of 64 bits'],
      [[], { lookup: undefined }, 'Expected `lookup` to be a function'],
      [[], { atOnce: 0 }, 'Expected `atOnce` to be a whole number ≥ 1'],
      [[], { timeout: 0 }, 'Expected `timeout` to be a number > 0'],
      [[], { limit: 0 }, 'Expected `limit` to be a whole number ≥ 1'],
      [[], { backoff: 5 }, 'Expected `backoff` to be a function'],
      [[], { routable: true }, 'Expected `routable` to be a function'],
      [[], { bans: {} }, 'Expected `bans.has` to be a function'],
      [[], { failed: true }, 'Expected `failed` to be a function'],
      [[], { random: 4 }, 'Expected `random` to be a function'],
      [[], { service: 9n }, 'did you mean `services`?'],
    ];
    for (const [seeds, options, message] of wrong) {
      it(`are refused when they cannot be: ${inspect(seeds)}, ${inspect(options)}`, () => {
        const call = () => fromDnsSeeds(seeds as string[], { port: 1, lookup, ...options });
        expect(call).to.throw(ArgumentError, message);
      });
    }

    it('may be undefined where there is a default', () => {
      const nothing = {
        services: undefined,
        atOnce: undefined,
        timeout: undefined,
        limit: undefined,
        backoff: undefined,
      };
      const more = { routable: undefined, bans: undefined, failed: undefined, random: undefined };
      expect(() => fromDnsSeeds([], { port: 1, lookup, ...nothing, ...more })).not.to.throw();
    });
  });
});

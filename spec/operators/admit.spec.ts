import { expect } from 'chai';
import fc from 'fast-check';
import type { ConnectionError } from 'rx-connmgr';
import { admit, handshake, isConnectionError, type AdmitOptions, type Inbound, type Refusal } from 'rx-connmgr';
import { marbles, seededRandom } from 'rx-connmgr/testing';
import {
  BehaviorSubject,
  EMPTY,
  NEVER,
  Observable,
  Subject,
  catchError,
  concat,
  concatMap,
  delay,
  from,
  identity,
  map,
  merge,
  mergeMap,
  of,
  take,
  tap,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { runs } from '../support/runs.js';

interface Where {
  readonly host: string;
  readonly port: number;
}
type Visitor = Inbound<Where, string>;

const hostOf = (name: string): string => `192.0.2.${name.charCodeAt(0)}`;
const nameOf = ({ host }: Where): string => String.fromCharCode(Number(host.split('.')[3]));
const odd = new Error('odd');

/** A letter for each visitor, which is its host, with what becomes of its connection. */
const visitors = (connections: Readonly<Record<string, Observable<string>>>): Readonly<Record<string, Visitor>> =>
  Object.fromEntries(
    Object.entries(connections).map(([letter, connection$], i) => [
      letter,
      { address: { host: hostOf(letter.toLowerCase()), port: 1_000 + i }, connection$ },
    ]),
  );

/** Lets visitors in and subscribes to them; emits who is let in. */
const hosted =
  (options: AdmitOptions<Where> = {}): ((inbound$: Observable<Visitor>) => Observable<string>) =>
  (inbound$) =>
    inbound$.pipe(
      admit<Where, string>(options),
      mergeMap((visitor) =>
        merge(
          of(nameOf(visitor.address)),
          visitor.connection$.pipe(
            catchError(() => EMPTY),
            mergeMap(() => EMPTY),
          ),
        ),
      ),
    );

describe('admit', () => {
  describe('its source', () => {
    const through = admit<Where, string>();

    it(
      'is passed on, with its end',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const values = visitors({ a: NEVER, b: NEVER });
        const names = map((visitor: Visitor) => nameOf(visitor.address));
        const never = cold<Visitor>('   ----');
        expectObservable(never.pipe(through), '^--!').toBe('----');
        expectSubscriptions(never.subscriptions).toBe('^--!');
        expectObservable(EMPTY.pipe(through)).toBe('|');
        expectObservable(throwError(() => odd).pipe(through)).toBe('#', undefined, odd);
        expectObservable(cold('-a-b-|', values).pipe(through, names)).toBe('-a-b-|');
        expectObservable(cold('-a-b-#', values, odd).pipe(through, names)).toBe('-a-b-#', undefined, odd);
        expectObservable(of(values.a as Visitor).pipe(through, names)).toBe('(a|)');
      }),
    );

    it(
      'is let go of when unsubscribed from, also inside `next`',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const values = visitors({ a: NEVER, b: NEVER });
        const source = cold('      -a-b-', values);
        const subs = ['            ^-!   ', '^!'];
        const unsub = '            ^-!   ';
        expectObservable(source.pipe(hosted()), unsub).toBe('-a-');
        expectObservable(source.pipe(hosted(), take(1))).toBe('-(a|)');
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it('keeps what else a visitor has', () => {
      const visitor = { address: { host: '192.0.2.1', port: 5, agent: 'x' }, connection$: of('c'), via: 'here' };
      let got: unknown;
      of(visitor)
        .pipe(admit())
        .subscribe((one) => (got = one));
      expect(got).to.deep.include({ address: visitor.address, via: 'here' });
    });
  });

  describe('a connection', () => {
    const let1 = (connection$: Observable<string>) =>
      of({ address: { host: '192.0.2.1', port: 1 }, connection$ }).pipe(
        admit({ perHost: 1 }),
        mergeMap((visitor) => visitor.connection$),
      );

    it(
      'is what it was, and is subscribed to when it is taken, not before',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const closed = cold('  c---|');
        const broken = cold('  c--#', undefined, odd);
        const held = cold('    c------');
        expectObservable(let1(closed)).toBe(' c---|');
        expectObservable(let1(broken)).toBe(' c--#', undefined, odd);
        expectObservable(let1(held), '^---!').toBe('c----');
        expectSubscriptions(held.subscriptions).toBe('^---!');
        const untouched = cold('c---');
        expectObservable(
          of({ address: { host: '192.0.2.1', port: 1 }, connection$: untouched }).pipe(
            admit(),
            map(() => 'v'),
          ),
        ).toBe('(v|)');
        expectSubscriptions(untouched.subscriptions).toBe([]);
      }),
    );
  });

  describe('a limit', () => {
    /** Who is let in, and who is refused for what: subscriptions are the sockets. */
    const scene = ({ hot, cold }: RunHelpers, marble: string, connections: Readonly<Record<string, string>>) => {
      const colds = Object.fromEntries(Object.entries(connections).map(([name, life]) => [name, cold(life)]));
      return { inbound$: hot(marble, visitors(colds)), colds };
    };
    const recording = (options: AdmitOptions<Where>) => {
      const refused$ = new Subject<Refusal<Where>>();
      const told: string[] = [];
      refused$.subscribe(({ address, reason }) => told.push(`${nameOf(address)} ${reason}`));
      return { told, admitting: hosted({ ...options, refused: refused$ }) };
    };

    it(
      'of a host holds for the live: what is refused is not subscribed to, what ends makes room',
      marbles((helpers) => {
        const { expectObservable, expectSubscriptions, flush } = helpers;
        //                            a and A are the same host
        const { inbound$, colds } = scene(helpers, ' -a-A-b--A-', { a: 'c----|', A: 'c---------', b: 'c------' });
        const expected = '                           -a---b--a-';
        const { told, admitting } = recording({ perHost: 1 });
        expectObservable(inbound$.pipe(admitting), ' ^---------!').toBe(expected);
        expectSubscriptions(colds.a?.subscriptions ?? []).toBe('-^----!    ');
        expectSubscriptions(colds.A?.subscriptions ?? []).toBe('--------^-!');
        expectSubscriptions(colds.b?.subscriptions ?? []).toBe('-----^----!');
        flush();
        expect(told).to.deep.equal(['a host']);
      }),
    );

    it(
      'frees a place however a connection ends',
      marbles((helpers) => {
        const { expectObservable, flush } = helpers;
        const { inbound$ } = scene(helpers, '-a--A---B--b', { a: 'c-|', A: 'c-#', B: 'c-----', b: 'c---' });
        const { told, admitting } = recording({ perPrefix: 1 });
        expectObservable(inbound$.pipe(admitting), '^--------------!').toBe('-a--a---b---');
        flush();
        expect(told).to.deep.equal(['b prefix']);
      }),
    );

    it(
      'frees a place when the connection is unsubscribed from, in the same turn',
      marbles(({ flush }) => {
        const inbound$ = new Subject<Visitor>();
        const visitor = { address: { host: '192.0.2.1', port: 1 }, connection$: NEVER };
        const got: Visitor[] = [];
        inbound$.pipe(admit({ perHost: 1 })).subscribe((one) => got.push(one));
        for (let visits = 1; visits <= 1_000; visits += 1) {
          inbound$.next(visitor);
          expect(got).to.have.lengthOf(visits);
          got.at(-1)?.connection$.subscribe().unsubscribe();
        }
        flush();
      }),
    );

    it(
      'of the unfinished counts those whose handshake goes on, and slow ones are gone by its deadline',
      marbles(({ hot, cold, expectObservable, expectSubscriptions, flush }) => {
        // a never speaks, b comes too early, B when a is gone, d when B has introduced itself
        const lines = { a: cold('c--------'), b: cold('c-----'), B: cold('c------'), d: cold('c-----') };
        const hello = { a: cold(' ---------'), b: cold('-p'), B: cold(' --p'), d: cold('-p') };
        const shaken = Object.fromEntries(
          (['a', 'b', 'B', 'd'] as const).map((name) => [
            name,
            lines[name].pipe(handshake(() => hello[name], { timeout: 5 })),
          ]),
        );
        const inbound = hot('                               -a--b--B--d--', visitors(shaken));
        const expected = '                                  -a-----b--d--';
        const { told, admitting } = recording({ unfinished: 1 });
        expectObservable(inbound.pipe(admitting), '         ^-----------!').toBe(expected);
        expectSubscriptions(lines.a.subscriptions).toBe('   -^----!');
        expectSubscriptions(lines.b.subscriptions).toBe([]);
        expectSubscriptions(hello.b.subscriptions).toBe([]);
        expectSubscriptions(lines.B.subscriptions).toBe('   -------^----!');
        expectSubscriptions(lines.d.subscriptions).toBe('   ----------^-!');
        flush();
        expect(told).to.deep.equal(['b unfinished']);
      }),
    );

    it(
      'of the rate is refilled by time',
      marbles((helpers) => {
        const { expectObservable, flush } = helpers;
        const { inbound$ } = scene(helpers, 'aaa 997ms aa', { a: '(c|)' });
        const { told, admitting } = recording({ rate: 1, burst: 2 });
        expectObservable(inbound$.pipe(admitting), '^ 1s ----!').toBe('aa- 997ms a-');
        flush();
        expect(told).to.deep.equal(['a rate', 'a rate']);
      }),
    );

    it(
      'of a flood picks by chance',
      marbles((helpers) => {
        const { expectObservable, flush } = helpers;
        const { inbound$ } = scene(helpers, '(aaaaaaaa)', { a: 'c' });
        const lots = [0.9, 0.1, 0.9, 0.9, 0.1];
        const { told, admitting } = recording({ flood: 2, random: () => lots.shift() ?? 0.9 });
        expectObservable(inbound$.pipe(admitting), '^---!').toBe('(aaaaa)');
        flush();
        expect(told).to.deep.equal(['a flood', 'a flood', 'a flood']);
      }),
    );

    it(
      'is not for those allowed, and those denied need none',
      marbles((helpers) => {
        const { expectObservable, flush } = helpers;
        const { inbound$ } = scene(helpers, 'abcabc', { a: 'c----------', b: 'c---', c: 'c--------' });
        const options = { perHost: 1, allow: [hostOf('a')], deny: [hostOf('b')] };
        const { told, admitting } = recording(options);
        expectObservable(inbound$.pipe(admitting), '^------!').toBe('a-ca--');
        flush();
        expect(told).to.deep.equal(['b denied', 'b denied', 'c host']);
      }),
    );
  });

  describe('a stream of limits', () => {
    it(
      'holds from its first value on; nobody comes in before; whoever is in stays when it falls',
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const a = cold('         c-----------');
        const inbound = hot('  -a-a-a-a-a-a-', visitors({ a }));
        const limits = hot('   --1---3---0--', { 0: 0, 1: 1, 3: 3 });
        const expected = '     ---a---a-a---';
        const unsub = '        ^-----------!';
        const watched = '      ^-----------!';
        expectObservable(inbound.pipe(hosted({ perHost: limits })), unsub).toBe(expected);
        expectSubscriptions(limits.subscriptions).toBe(watched);
        expectSubscriptions(a.subscriptions).toBe(['---^--------!', '-------^----!', '---------^--!']);
      }),
    );

    it(
      'is let go of with the source, also when it completes',
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const inbound = hot<Visitor>(' ---|');
        const limits = hot<number>('   ------');
        expectObservable(inbound.pipe(hosted({ flood: limits }))).toBe('---|');
        expectSubscriptions(limits.subscriptions).toBe('^--!');
      }),
    );

    it(
      'may end, or break, or be wrong: the last good value holds, and is told of',
      marbles(({ hot, expectObservable, flush }) => {
        const complaints: unknown[] = [];
        const complain = (error: unknown) => complaints.push(error);
        const inbound = hot('  -a-a-a-', visitors({ a: NEVER }));
        const wrong = hot('    1-x----', { 1: 1, x: -1 });
        const broken = hot('   1-#    ', { 1: 1 }, odd);
        const ended = hot('    1-|    ', { 1: 1 });
        for (const perHost of [wrong, broken, ended]) {
          expectObservable(inbound.pipe(hosted({ perHost, complain })), '^------!').toBe('-a-----');
        }
        flush();
        expect(complaints.map(String)).to.deep.equal([
          'ArgumentError: Expected `perHost` to be a whole number ≥ 0, got `-1`',
          'Error: odd',
        ]);
      }),
    );

    it('may have a value at once, and lists may change as well', () => {
      const deny$ = new BehaviorSubject<readonly string[]>(['192.0.2.0/24']);
      const inbound$ = new Subject<Visitor>();
      const got: string[] = [];
      inbound$.pipe(hosted({ perHost: of(2), deny: deny$ })).subscribe((name) => got.push(name));
      const a = { address: { host: hostOf('a'), port: 1 }, connection$: NEVER };
      inbound$.next(a);
      expect(got).to.deep.equal([]);
      deny$.next([]);
      inbound$.next(a);
      expect(got).to.deep.equal(['a']);
    });
  });

  describe('a connection that is taken late', () => {
    it('takes its place then, and errors if there is none left', () => {
      const refused: Refusal<Where>[] = [];
      const inbound$ = new Subject<Visitor>();
      const got: Visitor[] = [];
      const told = (refusal: Refusal<Where>) => refused.push(refusal);
      inbound$.pipe(admit<Where, string>({ perHost: 1, refused: told })).subscribe((visitor) => got.push(visitor));
      const visitor = { address: { host: '192.0.2.1', port: 1 }, connection$: NEVER };
      inbound$.next(visitor);
      inbound$.next(visitor);
      const [first, second] = got;
      const holding = first?.connection$.subscribe();
      let failure: unknown;
      second?.connection$.subscribe({ error: (error: unknown) => (failure = error) });
      expect(isConnectionError(failure, 'full')).to.equal(true);
      expect((failure as ConnectionError).message).to.equal('Nobody else is let in now (host)');
      expect(refused).to.deep.equal([{ address: visitor.address, reason: 'host' }]);

      holding?.unsubscribe();
      failure = undefined;
      second?.connection$.subscribe({ error: (error: unknown) => (failure = error) });
      expect(failure).to.equal(undefined);
    });

    it('loses no place when it is never taken', () => {
      const inbound$ = new Subject<Visitor>();
      const got: Visitor[] = [];
      inbound$.pipe(admit({ perHost: 1, unfinished: 1 })).subscribe((visitor) => got.push(visitor));
      for (let i = 0; i < 10; i += 1) inbound$.next({ address: { host: '192.0.2.1', port: i }, connection$: NEVER });
      expect(got).to.have.lengthOf(10);
    });
  });

  it('has counts of its own for each subscription', () => {
    const inbound$ = new Subject<Visitor>();
    const admitted$ = inbound$.pipe(hosted({ perHost: 1 }));
    const got: string[] = [];
    admitted$.subscribe((name) => got.push(`first ${name}`));
    admitted$.subscribe((name) => got.push(`second ${name}`));
    inbound$.next({ address: { host: hostOf('a'), port: 1 }, connection$: NEVER });
    inbound$.next({ address: { host: hostOf('a'), port: 2 }, connection$: NEVER });
    expect(got).to.deep.equal(['first a', 'second a']);
  });

  it('has the place free before the end is told, and not before a connection is let go of', () => {
    const seen: string[] = [];
    const scene = (letting: MonoTypeOperatorFunction<string>) => {
      const inbound$ = new Subject<Visitor>();
      const come = (name: string) =>
        inbound$.next({ address: { host: '192.0.2.1', port: 1 }, connection$: concat(of(name), EMPTY) });
      inbound$
        .pipe(
          admit({ perHost: 1, refused: () => seen.push('refused') }),
          mergeMap(({ connection$ }) =>
            connection$.pipe(letting, tap({ complete: () => seen.length < 4 && come(`${seen.length}`) })),
          ),
        )
        .subscribe((name) => seen.push(name));
      come('0');
      return seen.splice(0);
    };
    expect(scene(identity), 'each closes').to.deep.equal(['0', '1', '2', '3']);
    expect(scene(take(1)), 'each is taken for one value, and open as that is told').to.deep.equal(['0', 'refused']);
  });

  it('goes on when `refused` throws', () => {
    const throwing = new Subject<Refusal<Where>>();
    const got: string[] = [];
    const inbound$ = from(['a', 'a', 'b']).pipe(
      map((name): Visitor => ({ address: { host: hostOf(name), port: 1 }, connection$: NEVER })),
    );
    throwing.error(odd);
    inbound$.pipe(hosted({ perHost: 1, refused: throwing })).subscribe((name) => got.push(name));
    expect(got).to.deep.equal(['a', 'b']);
  });

  it('does as much as a hundred at once ask, eight at a time, and has all places free at the end', () => {
    marbles(({ flush }) => {
      const random = seededRandom(1);
      let inside = 0;
      let most = 0;
      let served = 0;
      const refused: Refusal<Where>[] = [];
      const held$ = (stays: number) =>
        new Observable<string>((subscriber) => {
          inside += 1;
          most = Math.max(most, inside);
          subscriber.next('c');
          subscriber.add(timer(stays).subscribe(() => subscriber.complete()));
          return () => (inside -= 1);
        });
      const wave = (): Visitor[] =>
        Array.from({ length: 100 }, (_, i) => ({
          address: { host: `192.0.2.${i}`, port: i },
          connection$: held$(1 + Math.floor(random() * 50)),
        }));
      of(0, 100, 200)
        .pipe(
          concatMap((at) => of(at).pipe(delay(100))),
          mergeMap(() => wave()),
          admit({ perPrefix: 8, refused: (refusal) => refused.push(refusal) }),
          mergeMap(({ connection$ }) => connection$),
        )
        .subscribe(() => (served += 1));
      flush();
      expect([most, inside, served, refused.length]).to.deep.equal([8, 0, 24, 276]);
    })();
  });

  it('never has more inside than a limit, whoever comes and goes and however limits change', () => {
    const visit = fc.record({
      at: fc.nat(60),
      host: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.3.1'),
      greets: fc.option(fc.nat(20), { nil: undefined }),
      stays: fc.nat(40),
      ends: fc.constantFrom<'closes' | 'breaks' | 'is let go'>('closes', 'breaks', 'is let go'),
    });
    const change = fc.record({ at: fc.nat(60), perHost: fc.nat(4), perPrefix: fc.nat(4), unfinished: fc.nat(4) });
    fc.assert(
      fc.property(
        fc.array(visit, { maxLength: 50, size: 'max' }),
        fc.array(change, { maxLength: 6 }),
        (visits, changes) => {
          marbles(({ flush }) => {
            const limits = { perHost: 2, perPrefix: 3, unfinished: 2 };
            const subjects = {
              perHost: new BehaviorSubject(limits.perHost),
              perPrefix: new BehaviorSubject(limits.perPrefix),
              unfinished: new BehaviorSubject(limits.unfinished),
            };
            for (const { at, ...next } of changes) {
              timer(at).subscribe(() => {
                Object.assign(limits, next);
                for (const name of ['perHost', 'perPrefix', 'unfinished'] as const) subjects[name].next(next[name]);
              });
            }
            const inside = new Set<{ readonly host: string; finished: boolean }>();
            const count = (which: (one: { readonly host: string; finished: boolean }) => boolean) =>
              [...inside].filter(which).length;
            const net = (host: string) => host.slice(0, 7);
            let decided = 0;

            const living = ({ host, greets, stays, ends }: (typeof visits)[number]) =>
              new Observable<string>((subscriber) => {
                const one = { host, finished: false };
                inside.add(one);
                expect(count((other) => other.host === host)).to.be.at.most(limits.perHost);
                expect(count((other) => net(other.host) === net(host))).to.be.at.most(limits.perPrefix);
                expect(count(({ finished }) => !finished)).to.be.at.most(limits.unfinished);
                const greet = () => {
                  one.finished = true;
                  subscriber.next('c');
                  subscriber.next('c');
                };
                if (greets !== undefined) subscriber.add(timer(greets).subscribe(greet));
                if (ends === 'closes') subscriber.add(timer(stays).subscribe(() => subscriber.complete()));
                if (ends === 'breaks') subscriber.add(timer(stays).subscribe(() => subscriber.error(odd)));
                return () => inside.delete(one);
              });
            const inbound$ = from([...visits].sort((a, b) => a.at - b.at)).pipe(
              concatMap((one) => of(one).pipe(delay(one.at / visits.length))),
              tap(({ host }) => {
                // what the rules would say, told by whoever is really inside
                const may =
                  count((other) => other.host === host) < limits.perHost &&
                  count((other) => net(other.host) === net(host)) < limits.perPrefix &&
                  count(({ finished }) => !finished) < limits.unfinished;
                expected.push(may);
              }),
              map((one) => ({ address: { host: one.host, port: 1, one }, connection$: living(one) })),
            );
            const expected: boolean[] = [];
            inbound$
              .pipe(
                admit({ ...subjects, refused: () => (decided += 1) && expect(expected.at(-1)).to.equal(false) }),
                mergeMap(({ address: { one }, connection$ }) => {
                  decided += 1;
                  expect(expected.at(-1), 'no place is lost').to.equal(true);
                  const gone$ = one.ends === 'is let go' ? timer(one.stays) : NEVER;
                  return connection$.pipe(
                    catchError(() => EMPTY),
                    letGo(gone$),
                  );
                }),
              )
              .subscribe();
            flush();
            expect(decided).to.equal(visits.length);
            expect(inside.size).to.equal(0);
          })();
        },
      ),
      { numRuns: runs(100) },
    );
  });
});

const letGo =
  <T>(gone$: Observable<unknown>): MonoTypeOperatorFunction<T> =>
  (source$) =>
    new Observable((subscriber) => {
      const held = source$.subscribe(subscriber);
      held.add(gone$.subscribe(() => subscriber.complete()));
      return held;
    });

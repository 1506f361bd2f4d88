import { expect } from 'chai';
import { ArgumentError, manage, type Command, type ConnectionEvent } from 'rx-connmgr';
import { invariants, marbles } from 'rx-connmgr/testing';
import { NEVER, filter, map, of, take, throwError } from 'rxjs';

const letters = {
  health: 'h',
  dialing: 'd',
  established: 'e',
  failed: 'f',
  disconnected: 'x',
  waiting: 'w',
  ended: '.',
};
const letter = ({ type }: ConnectionEvent<unknown, unknown>) => letters[type];
const withoutHealth = filter((event: ConnectionEvent<string, string>) => event.type !== 'health');

const commands: Readonly<Record<string, Command<string>>> = {
  m: { type: 'connect', address: 'a' },
  p: { type: 'connect', address: 'a', permanent: true },
  x: { type: 'disconnect', address: 'a' },
  r: { type: 'remove', address: 'a' },
  R: { type: 'remove', id: 1 },
  t: { type: 'retry', address: 'a' },
  n: { type: 'remove', address: 'nobody' },
};

describe('manage', () => {
  it(
    'turns commands into events: the subscription of the dial is the socket',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const command$ = hot('-p-------r---', commands);
      const dial = cold('    --c----------');
      const dialled = '     -^-------!---';
      const expected = '    -d-e-----(x.)';
      const unsub = '       ------------------!';
      expectObservable(
        command$.pipe(manage({ dial: () => dial }), invariants(), withoutHealth, map(letter)),
        unsub,
      ).toBe(expected);
      expectSubscriptions(dial.subscriptions).toBe(dialled);
    }),
  );

  it(
    'waits and dials again, at once when told to',
    marbles(({ hot, cold, flush, expectSubscriptions }) => {
      const command$ = hot('-p-----t-----R', commands);
      const dial = cold('    --#---');
      const dialled = ['    -^-!------', '-------^-!'];
      const told: string[] = [];
      const events$ = command$.pipe(manage<string, string>({ dial: () => dial, backoff: () => 100 }), withoutHealth);
      events$.pipe(map(letter), take(7)).subscribe((one) => told.push(one));
      expectSubscriptions(dial.subscriptions).toBe(dialled);
      flush();
      expect(told.join('')).to.equal('dfwdfw.');
    }),
  );

  it(
    'stops in order when the commands complete',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const command$ = hot('-m-----|', commands);
      const dial = cold('    --c-----');
      const dialled = '     -^-----!';
      const expected = '    -d-e---(x.|)';
      expectObservable(command$.pipe(manage({ dial: () => dial }), withoutHealth, map(letter))).toBe(expected);
      expectSubscriptions(dial.subscriptions).toBe(dialled);
    }),
  );

  it(
    'stops in order when the commands fail, and passes the error on',
    marbles(({ hot, cold, expectObservable }) => {
      const command$ = hot('-m-----#', commands);
      const dial = cold('    --c-----');
      const expected = '    -d-e---(x.#)';
      expectObservable(command$.pipe(manage({ dial: () => dial }), withoutHealth, map(letter))).toBe(expected);
    }),
  );

  it(
    'is cut off without a word when unsubscribed, dialing or established',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const command$ = hot('-m------', commands);
      const dial = cold('    --c-----');
      const told$ = command$.pipe(manage({ dial: () => dial }), withoutHealth, map(letter));
      expectObservable(told$, '-!').toBe('-');
      expectObservable(told$, '^-!').toBe('-d');
      expectObservable(told$, '^----!').toBe('-d-e');
      expectSubscriptions(dial.subscriptions).toBe(['-^!', '-^---!']);
    }),
  );

  it(
    'tells the health first, and at each change',
    marbles(({ hot, cold, flush }) => {
      const dial = cold('--c-----');
      const seen: string[] = [];
      hot('-p-----|', commands)
        .pipe(manage<string, string>({ dial: () => dial }))
        .subscribe((event) => event.type === 'health' && seen.push(event.health));
      expect(seen).to.deep.equal(['idle']);
      flush();
      expect(seen).to.deep.equal(['idle', 'connecting', 'ok', 'stopped']);
    }),
  );

  it('is a manager of its own for each subscription, with ids from 1', () => {
    const managed$ = of(commands.m as Command<string>).pipe(manage<string, string>({ dial: () => of('c') }));
    const ids: number[] = [];
    const subscribe = () => managed$.subscribe((event) => event.type === 'dialing' && ids.push(event.id));
    subscribe();
    subscribe();
    expect(ids).to.deep.equal([1, 1]);
  });

  it('does nothing for a request that there is not', () => {
    const told: string[] = [];
    of(...['n', 'x', 'r', 'R', 't'].map((name) => commands[name] as Command<string>))
      .pipe(manage<string, string>({ dial: () => NEVER }), withoutHealth)
      .subscribe(({ type }) => told.push(type));
    expect(told).to.deep.equal([]);
  });

  it('passes on the error of commands that fail at once', () => {
    let error: unknown;
    throwError(() => new Error('no'))
      .pipe(manage<string, string>({ dial: () => NEVER }))
      .subscribe({ error: (got: unknown) => (error = got) });
    expect((error as Error).message).to.equal('no');
  });

  const wrong: Readonly<Record<string, readonly [object, string]>> = {
    'no dial': [{}, 'Expected `dial` to be a function, got `undefined`'],
    'negative places': [{ maxOutbound: -1 }, 'Expected `maxOutbound` to be a whole number ≥ 0, got `-1`'],
    'a text for a number': [{ maxOutbound: '8' }, 'Expected `maxOutbound` to be a whole number ≥ 0, got `"8"`'],
    'half a dial': [{ maxDialing: 0.5 }, 'Expected `maxDialing` to be a whole number ≥ 1, got `0.5`'],
    'a duration beyond timers': [{ dialTimeout: 2 ** 31 }, 'Expected `dialTimeout` to be'],
    'no number': [{ retryDuration: NaN }, 'Expected `retryDuration` to be'],
    'no rate': [{ maxDialRate: 0 }, 'Expected `maxDialRate` to be'],
    'no addresses': [{ addresses: 'a' }, 'Expected `addresses` to be'],
    'no function': [{ backoff: 5_000 }, 'Expected `backoff` to be a function, got `5000`'],
    'an unknown name': [{ maxOutbount: 8 }, 'maxOutbound'],
  };
  for (const [name, [options, message]] of Object.entries(wrong)) {
    it(`refuses ${name}, before anything is subscribed to`, () => {
      const given = name === 'no dial' ? options : { dial: () => NEVER, ...options };
      expect(() => manage(given as never)).to.throw(ArgumentError, message);
    });
  }

  it('takes `undefined` for an option that is not there', () => {
    expect(() =>
      manage({ dial: () => NEVER, maxOutbound: undefined, backoff: undefined, rank: undefined }),
    ).not.to.throw();
  });
});

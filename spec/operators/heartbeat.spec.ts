import { expect } from 'chai';
import { EMPTY, NEVER, Subject, merge, of, take, throwError } from 'rxjs';
import { ArgumentError, ConnectionError, heartbeat } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { fake } from 'sinon';

describe('heartbeat', () => {
  const reset = new Error('reset');
  const silence = new ConnectionError('heartbeat', 'No answer to a ping within 4 ms');
  const failed = new ConnectionError('heartbeat', 'The ping failed', { cause: reset });

  describe('without a connection', () => {
    it(
      'pings nobody while the dial goes on',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  ------------');
        const pong = cold('  ------------');
        const expected = '   ------------';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 }))).toBe(expected);
        expectSubscriptions(pong.subscriptions).toBe([]);
      }),
    );

    it(
      'ends as the dial does',
      marbles(({ cold, expectObservable }) => {
        const alive = heartbeat<string>({ ping: () => NEVER, every: 3, timeout: 4 });
        expectObservable(cold('--|').pipe(alive)).toBe('--|');
        expectObservable(cold('--#', undefined, reset).pipe(alive)).toBe('--#', undefined, reset);
        expectObservable(of('c').pipe(alive)).toBe('(c|)');
        expectObservable(throwError(() => reset).pipe(alive)).toBe('#', undefined, reset);
      }),
    );
  });

  describe('with a peer that answers', () => {
    it(
      'passes the connection through, and pings so long after each answer',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c---------------');
        const dialled = '    ^----------------!';
        const pong = cold('       --a-a             '); // later answers are not waited for
        const pings = ['     -----^-!          ', '----------^-!     ', '---------------^-!'];
        const expected = '   --c---------------';
        const unsub = '      ^----------------!';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 })), unsub).toBe(expected);
        expectSubscriptions(pong.subscriptions).toBe(pings);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
      }),
    );

    it(
      'takes a completion for an answer',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  c-----------');
        const pong = cold('     --|      ');
        const pings = ['     ---^-!      ', '--------^-! '];
        const unsub = '      ^----------!';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 })), unsub).toBe('c');
        expectSubscriptions(pong.subscriptions).toBe(pings);
      }),
    );

    it(
      'takes answers that are there at once',
      marbles(({ cold, expectObservable, flush }) => {
        const ping = fake((_connection: string) => EMPTY);
        const unsub = '        ^ 99ms !';
        expectObservable(cold('c').pipe(heartbeat({ ping, every: 10, timeout: 4 })), unsub).toBe('c');
        flush();
        expect(ping.callCount).to.equal(9);
        expect(ping.alwaysCalledWithExactly('c')).to.equal(true);
      }),
    );

    it(
      'waits for an answer until the last moment',
      marbles(({ cold, expectObservable }) => {
        const dial = cold('  c---------------');
        const pong = cold('     ---a         ');
        const unsub = '      ^--------------!';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 })), unsub).toBe('c');
      }),
    );

    it(
      'ends with its source, also in the middle of a ping',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  c----|     ');
        const pong = cold('     ---a    ');
        const pings = '      ---^-!     ';
        const expected = '   c----|     ';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 }))).toBe(expected);
        expectSubscriptions(pong.subscriptions).toBe(pings);
      }),
    );

    it(
      'breaks with its source, also in the middle of a ping',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  c----#     ', undefined, reset);
        const pong = cold('     ---a    ');
        const pings = '      ---^-!     ';
        const expected = '   c----#     ';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 }))).toBe(
          expected,
          undefined,
          reset,
        );
        expectSubscriptions(pong.subscriptions).toBe(pings);
      }),
    );

    it(
      'stops when unsubscribed from in the middle of a ping',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  c----------');
        const dialled = '    ^----!     ';
        const pong = cold('     ---a    ');
        const pings = '      ---^-!     ';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 })), dialled).toBe('c');
        expectSubscriptions(pong.subscriptions).toBe(pings);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
      }),
    );

    it(
      'never begins when unsubscribed from inside next',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const dial = cold('  --c--------');
        const dialled = '    ^-!        ';
        const expected = '   --(c|)     ';
        const ping = fake(() => NEVER);
        expectObservable(dial.pipe(heartbeat({ ping, every: 3, timeout: 4 }), take(1))).toBe(expected);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
        flush();
        expect(ping.called).to.equal(false);
      }),
    );

    it(
      'beats for each subscription by itself',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  c----------');
        const pong = cold('     -a');
        const alive$ = dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 }));
        expectObservable(alive$, '^----!     ').toBe('c');
        expectObservable(alive$, '--^----!   ').toBe('--c');
        expectSubscriptions(pong.subscriptions).toBe(['---^!', '-----^!']);
      }),
    );

    it(
      'beats for the latest of several connections',
      marbles(({ cold, expectObservable, flush }) => {
        const ping = fake((_connection: string) => EMPTY);
        const dial = cold('  c--d----------');
        const unsub = '      ^--------!    ';
        expectObservable(dial.pipe(heartbeat({ ping, every: 5, timeout: 4 })), unsub).toBe('c--d');
        flush();
        expect(ping.args).to.deep.equal([['d']]);
      }),
    );

    it(
      'lets a ping close the connection',
      marbles(({ cold, expectObservable }) => {
        const closed$ = new Subject<never>();
        const ping = () => {
          closed$.complete();
          return NEVER;
        };
        const dial$ = merge(cold('c|'), closed$);
        expectObservable(dial$.pipe(heartbeat({ ping, every: 3, timeout: 4 }))).toBe('c--|');
      }),
    );
  });

  describe('with a peer that does not', () => {
    it(
      'breaks at the timeout',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c----------');
        const dialled = '    ^--------!   ';
        const pong = cold('       -----a  ');
        const pings = '      -----^---!   ';
        const expected = '   --c------#   ';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 }))).toBe(
          expected,
          undefined,
          silence,
        );
        expectSubscriptions(pong.subscriptions).toBe(pings);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
      }),
    );

    it(
      'breaks at the first ping without an answer, after others with one',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const dial = cold('  c---------------');
        const pong = hot('   ----a---a-------');
        const pings = ['     ---^!           ', '-------^!', '-----------^---!'];
        const expected = '   c--------------#';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 }))).toBe(
          expected,
          undefined,
          silence,
        );
        expectSubscriptions(pong.subscriptions).toBe(pings);
      }),
    );

    it(
      'has never two pings at a time',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  c---------------');
        const pong = cold('   -----a         ');
        const pings = ['     -^----!         ', '-------^----!   ', '-------------^-!'];
        const unsub = '      ^--------------!';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 1, timeout: 9 })), unsub).toBe('c');
        expectSubscriptions(pong.subscriptions).toBe(pings);
      }),
    );

    it(
      'breaks when a ping errors',
      marbles(({ cold, expectObservable }) => {
        const dial = cold('  c----------');
        const pong = cold('     --#     ', undefined, reset);
        const expected = '   c----#     ';
        expectObservable(dial.pipe(heartbeat({ ping: () => pong, every: 3, timeout: 4 }))).toBe(
          expected,
          undefined,
          failed,
        );
      }),
    );

    it(
      'breaks when a ping throws',
      marbles(({ cold, expectObservable }) => {
        const dial = cold('  c----------');
        const expected = '   c--#       ';
        const ping = fake.throws(reset);
        expectObservable(dial.pipe(heartbeat({ ping, every: 3, timeout: 4 }))).toBe(expected, undefined, failed);
      }),
    );

    it('tells a code and a cause', (done) => {
      const ping = () => throwError(() => reset);
      const alive$ = merge(of('c'), NEVER).pipe(heartbeat({ ping, every: 1, timeout: 1 }));
      alive$.subscribe({
        error: (error: unknown) => {
          expect(error).to.be.instanceOf(ConnectionError).with.property('code', 'heartbeat');
          expect(error).to.have.property('cause', reset);
          done();
        },
      });
    });
  });

  it(
    'goes on for a thousand beats',
    marbles(({ cold, expectObservable, flush }) => {
      const ping = fake(() => of('pong'));
      const unsub = '^ 1000s !';
      expectObservable(cold('c').pipe(heartbeat({ ping, every: 1_000, timeout: 1_000 })), unsub).toBe('c');
      flush();
      expect(ping.callCount).to.equal(1_000);
    }),
  );

  it('refuses what it cannot do', () => {
    const options = { ping: () => NEVER, every: 1, timeout: 1 };
    const refuses = (part: object, message: string) =>
      expect(() => heartbeat({ ...options, ...part })).to.throw(ArgumentError, message);
    refuses({ ping: 'ping' }, 'Expected `ping` to be a function, got `"ping"`');
    refuses({ every: 0 }, 'Expected `every` to be a number > 0, got `0`');
    refuses({ every: 2 ** 31 }, 'Expected `every` to be a duration');
    refuses({ timeout: NaN }, 'Expected `timeout` to be a number > 0, got `NaN`');
    refuses({ timeout: 2 ** 31 }, 'Expected `timeout` to be a duration');
    refuses({ timeOut: 1 }, 'did you mean `timeout`?');
    expect(() => heartbeat(undefined as never)).to.throw(ArgumentError, 'Expected `options` to be an object');
  });
});

import { expect } from 'chai';
import {
  NEVER,
  Subject,
  catchError,
  mergeMap,
  of,
  startWith,
  take,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { ArgumentError, ConnectionError, handshake } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';

describe('handshake', () => {
  const refused = new Error('refused');
  const reset = new Error('reset');
  const error = {
    empty: new ConnectionError('handshake', 'The handshake ended without a peer'),
    failed: new ConnectionError('handshake', 'The handshake failed', { cause: refused }),
    closed: new ConnectionError('handshake', 'The connection closed during the handshake'),
    broke: new ConnectionError('handshake', 'The connection broke during the handshake', { cause: reset }),
    timeout: new ConnectionError('timeout', 'The handshake took longer than 4 ms'),
  };

  describe('before there is a connection', () => {
    it(
      'waits as long as the dial does',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  ----------');
        const subs = '       ^---------';
        const expected = '   ----------';
        expectObservable(dial.pipe(handshake(() => NEVER, { timeout: 4 }))).toBe(expected);
        expectSubscriptions(dial.subscriptions).toBe(subs);
      }),
    );

    it(
      'fails as the dial does',
      marbles(({ cold, expectObservable }) => {
        const dial = cold('  ---#', undefined, refused);
        const expected = '   ---#';
        expectObservable(dial.pipe(handshake(() => NEVER))).toBe(expected, undefined, refused);
      }),
    );

    it(
      'is as empty as the dial is',
      marbles(({ cold, expectObservable }) => {
        const dial = cold('  ---|');
        const expected = '   ---|';
        expectObservable(dial.pipe(handshake(() => NEVER))).toBe(expected);
      }),
    );

    it(
      'cancels the dial when unsubscribed from',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  -----c--');
        const subs = '       ^--!    ';
        const expected = '   ----    ';
        const unsub = '      ---!    ';
        expectObservable(dial.pipe(handshake(() => NEVER)), unsub).toBe(expected);
        expectSubscriptions(dial.subscriptions).toBe(subs);
      }),
    );
  });

  describe('shaking hands', () => {
    it(
      'emits the peer, and lives as long as the connection',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c--------|');
        const hello = cold(' ---p-q-|    ');
        const dialled = '    ^----------!';
        const shaken = '     --^--!      ';
        const expected = '   -----p-----|';
        expectObservable(dial.pipe(handshake(() => hello, { timeout: 4 }))).toBe(expected);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
        expectSubscriptions(hello.subscriptions).toBe(shaken);
      }),
    );

    it(
      'breaks as the connection does',
      marbles(({ cold, expectObservable }) => {
        const dial = cold('  --c-----#', undefined, reset);
        const hello = cold(' ---p     ');
        const expected = '   -----p--#';
        expectObservable(dial.pipe(handshake(() => hello))).toBe(expected, undefined, reset);
      }),
    );

    it(
      'hands the connection over',
      marbles(({ cold, expectObservable }) => {
        const dial = cold('  --c--');
        const expected = '   --C--';
        expectObservable(dial.pipe(handshake((connection) => of(connection.toUpperCase())))).toBe(expected);
      }),
    );

    it(
      'serves a connection that comes in',
      marbles(({ hot, expectObservable }) => {
        const connection$ = hot('--^----------|');
        const hello = hot('        ---^---p------');
        const expected = '           ----p------|';
        const inbound = of({ address: 'a', connection$: connection$.pipe(startWith('c')) });
        const shaken = handshake<string, string>(() => hello, { timeout: 9 });
        expectObservable(inbound.pipe(mergeMap((visitor) => visitor.connection$.pipe(shaken)))).toBe(expected);
      }),
    );

    it(
      'is over at once where everything is there at once',
      marbles(({ expectObservable }) => {
        expectObservable(of('c').pipe(handshake(() => of('p', 'q')))).toBe('(p|)');
      }),
    );

    it(
      'fails without a value',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c---------');
        const hello = cold(' ---|        ');
        const dialled = '    ^----!      ';
        const expected = '   -----#      ';
        expectObservable(dial.pipe(handshake(() => hello))).toBe(expected, undefined, error.empty);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
      }),
    );

    it(
      'fails when the handshake does',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c---------');
        const hello = cold(' ---#        ', undefined, refused);
        const dialled = '    ^----!      ';
        const expected = '   -----#      ';
        expectObservable(dial.pipe(handshake(() => hello))).toBe(expected, undefined, error.failed);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
      }),
    );

    it(
      'fails when the connection closes meanwhile',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c--|      ');
        const hello = cold(' -----p      ');
        const shaken = '     --^--!      ';
        const expected = '   -----#      ';
        expectObservable(dial.pipe(handshake(() => hello))).toBe(expected, undefined, error.closed);
        expectSubscriptions(hello.subscriptions).toBe(shaken);
      }),
    );

    it(
      'fails when the connection breaks meanwhile',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c--#      ', undefined, reset);
        const hello = cold(' -----p      ');
        const shaken = '     --^--!      ';
        const expected = '   -----#      ';
        expectObservable(dial.pipe(handshake(() => hello))).toBe(expected, undefined, error.broke);
        expectSubscriptions(hello.subscriptions).toBe(shaken);
      }),
    );

    it(
      'fails at the timeout, which counts from the connection on',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  -----c------');
        const hello = cold('      ------p');
        const dialled = '    ^--------!  ';
        const shaken = '     -----^---!  ';
        const expected = '   ---------#  ';
        expectObservable(dial.pipe(handshake(() => hello, { timeout: 4 }))).toBe(expected, undefined, error.timeout);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
        expectSubscriptions(hello.subscriptions).toBe(shaken);
      }),
    );

    it(
      'waits for ever without a timeout',
      marbles(({ cold, expectObservable }) => {
        const dial = cold('  c 99m ---');
        const hello = cold(' - 90m p  ');
        const expected = '   - 90m p  ';
        const unsub = '      ^ 99m !  ';
        expectObservable(dial.pipe(handshake(() => hello, { timeout: undefined })), unsub).toBe(expected);
      }),
    );

    it(
      'lets go of both when unsubscribed from',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c---------');
        const hello = cold(' -----p      ');
        const dialled = '    ^---!       ';
        const shaken = '     --^-!       ';
        const expected = '   -----       ';
        const unsub = '      ----!       ';
        expectObservable(dial.pipe(handshake(() => hello, { timeout: 9 })), unsub).toBe(expected);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
        expectSubscriptions(hello.subscriptions).toBe(shaken);
      }),
    );

    it(
      'lets go of the connection when unsubscribed from inside next',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c---------');
        const hello = cold(' --p---      ');
        const dialled = '    ^---!       ';
        const shaken = '     --^-!       ';
        const expected = '   ----(p|)    ';
        expectObservable(
          dial.pipe(
            handshake(() => hello),
            take(1),
          ),
        ).toBe(expected);
        expectSubscriptions(dial.subscriptions).toBe(dialled);
        expectSubscriptions(hello.subscriptions).toBe(shaken);
      }),
    );

    it(
      'shakes hands for each subscription',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  --c---------');
        const hello = cold(' ---p        ');
        const shaken = ['    --^--!      ', '--------^--!'];
        const peer$ = dial.pipe(handshake(() => hello));
        expectObservable(peer$, '        ^----------!').toBe('-----p------');
        expectObservable(peer$, '        ------^-----!').toBe('-----------p');
        expectSubscriptions(hello.subscriptions).toBe(shaken);
      }),
    );

    it(
      'begins anew with another connection',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold('  -c-c------d---|');
        const hello = cold(' ---p           ');
        const shaken = ['    -^-!', '---^--!', '----------^--!'];
        const expected = '   ------p------p|';
        expectObservable(dial.pipe(handshake(() => hello))).toBe(expected);
        expectSubscriptions(hello.subscriptions).toBe(shaken);
      }),
    );
  });

  describe('a peer that closes as soon as it is told of', () => {
    const closing = (end: (connection$: Subject<string>) => void) => {
      const connection$ = new Subject<string>();
      const heard: unknown[] = [];
      connection$.pipe(handshake(() => of('peer'))).subscribe({
        next: (peer) => {
          heard.push(peer);
          end(connection$);
        },
        error: (failure: unknown) => heard.push(failure),
        complete: () => heard.push('closed'),
      });
      connection$.next('connection');
      return heard;
    };

    it('has closed after its handshake, not during it', () => {
      expect(closing((connection$) => connection$.complete())).to.deep.equal(['peer', 'closed']);
      expect(closing((connection$) => connection$.error(reset))).to.deep.equal(['peer', reset]);
    });
  });

  describe('its errors', () => {
    const failureOf = (connection$: Observable<string>, project: (connection: string) => ObservableInput<string>) => {
      let failure: unknown;
      connection$
        .pipe(
          handshake(project),
          catchError((caught: unknown) => of((failure = caught))),
        )
        .subscribe();
      return failure as ConnectionError;
    };

    it('have what was thrown as their cause', () => {
      const throwing = () => {
        throw refused;
      };
      const failure = failureOf(of('c'), throwing);
      expect(failure).to.be.instanceOf(ConnectionError);
      expect(failure.code).to.equal('handshake');
      expect(failure.cause).to.equal(refused);
      expect(failureOf(of('c'), () => throwError(() => refused)).cause).to.equal(refused);
    });

    it('have what broke the connection as their cause', () => {
      const connection$ = new Subject<string>();
      const breaking = () => {
        connection$.error(reset);
        return NEVER;
      };
      let failure: unknown;
      connection$.pipe(handshake(breaking)).subscribe({ error: (caught: unknown) => (failure = caught) });
      connection$.next('c');
      expect(failure).to.be.instanceOf(ConnectionError);
      expect((failure as ConnectionError).cause).to.equal(reset);
    });

    it('have none where nothing was thrown', () => {
      expect(failureOf(of('c'), () => NEVER))
        .to.have.property('code', 'handshake')
        .and.not.to.have.property('cause');
    });

    it('say so where `project` gives nothing to subscribe to', () => {
      const failure = failureOf(of('c'), () => undefined as never);
      expect(failure.code).to.equal('handshake');
      expect(failure.cause).to.be.instanceOf(TypeError);
    });
  });

  it('takes a promise', async () => {
    const heard: string[] = [];
    const connection$ = new Subject<string>();
    connection$.pipe(handshake(() => Promise.resolve('peer'))).subscribe((peer) => heard.push(peer));
    connection$.next('c');
    await Promise.resolve();
    expect(heard).to.deep.equal(['peer']);
  });

  it('refuses what it cannot do', () => {
    expect(() => handshake(undefined as never)).to.throw(ArgumentError, 'Expected `project` to be a function');
    expect(() => handshake(() => NEVER, { timeout: 0 })).to.throw(
      ArgumentError,
      'Expected `timeout` to be a number > 0, got `0`',
    );
    expect(() => handshake(() => NEVER, { timeout: 2 ** 31 })).to.throw(
      ArgumentError,
      'Expected `timeout` to be a duration',
    );
    expect(() => handshake(() => NEVER, { timeOut: 1 } as never)).to.throw(ArgumentError, 'did you mean `timeout`?');
  });
});

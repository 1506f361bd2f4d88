import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { Observable } from 'rxjs';
import { EMPTY, NEVER, Subject, fromEvent, of, take, throwError, type ObservableInput } from 'rxjs';
import { ArgumentError, dialFrom, type ConnectionApi } from 'rx-connmgr';
import { fake, spy } from 'sinon';

/** Everything that promises had to say has been said. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

interface Opening {
  readonly address: string;
  readonly signal: AbortSignal;
  readonly resolve: (connection: string) => void;
  readonly reject: (error: unknown) => void;
}

/** A driver whose promises the spec settles. */
const driver = (closed: (connection: string) => ObservableInput<unknown> = () => NEVER) => {
  const openings: Opening[] = [];
  const open = (address: string, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => openings.push({ address, signal, resolve, reject }));
  const close = spy((_connection: string): unknown => undefined);
  return { open, closed, close, openings };
};

/** What an observer of the dial hears. */
const listen = (dial$: Observable<unknown>, act: (connection: unknown) => void = () => {}) => {
  const heard: string[] = [];
  const subscription = dial$.subscribe({
    next: (connection) => {
      heard.push(String(connection));
      act(connection);
    },
    error: (error: unknown) => heard.push(error instanceof Error ? `error: ${error.message}` : String(error)),
    complete: () => heard.push('closed'),
  });
  return { heard, subscription };
};

describe('dialFrom', () => {
  const refused = new Error('refused');
  const broken = new Error('broken');

  // mocha says nothing of them
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));
  afterEach('no rejection was left unhandled', async () => {
    await settled();
    expect(unhandled.splice(0)).to.deep.equal([]);
  });

  describe('opening', () => {
    it('opens at the subscription, not before', () => {
      const api = driver();
      const dial$ = dialFrom(api)('a');
      expect(api.openings).to.have.length(0);
      dial$.subscribe();
      expect(api.openings.map(({ address }) => address)).to.deep.equal(['a']);
    });

    it('emits the connection', async () => {
      const api = driver();
      const { heard } = listen(dialFrom(api)('a'));
      api.openings[0]!.resolve('connection');
      await settled();
      expect(heard).to.deep.equal(['connection']);
      expect(api.openings[0]!.signal.aborted).to.equal(false);
    });

    it('fails when it is rejected', async () => {
      const api = driver();
      const { heard } = listen(dialFrom(api)('a'));
      api.openings[0]!.reject(refused);
      await settled();
      expect(heard).to.deep.equal(['error: refused']);
      expect(api.openings[0]!.signal.aborted).to.equal(false);
      expect(api.close.called).to.equal(false);
    });

    it('fails when it throws', () => {
      const dial = dialFrom({ ...driver(), open: fake.throws(refused) });
      expect(listen(dial('a')).heard).to.deep.equal(['error: refused']);
    });

    it('fails when it gives no promise', () => {
      const dial = dialFrom({ ...driver(), open: () => undefined as never });
      expect(listen(dial('a')).heard[0]).to.match(/^error: /);
    });

    it('takes whatever has a then', () => {
      const thenable = { then: (resolve: (connection: string) => void) => resolve('connection') };
      const dial = dialFrom({ ...driver(), open: () => thenable as PromiseLike<string> });
      expect(listen(dial('a')).heard).to.deep.equal(['connection']);
    });

    it('opens one connection for each subscription', async () => {
      const api = driver();
      const dial$ = dialFrom(api)('a');
      const first = listen(dial$);
      const second = listen(dial$);
      api.openings[1]!.resolve('second');
      api.openings[0]!.resolve('first');
      await settled();
      first.subscription.unsubscribe();
      expect([...first.heard, ...second.heard]).to.deep.equal(['first', 'second']);
      expect(api.close.args).to.deep.equal([['first']]);
    });

    it('calls the methods of an object as such', async () => {
      class Driver implements ConnectionApi<string, string> {
        readonly done: string[] = [];
        open(address: string) {
          this.done.push(`open ${address}`);
          return Promise.resolve('connection');
        }
        closed(connection: string) {
          this.done.push(`watch ${connection}`);
          return NEVER;
        }
        close(connection: string) {
          this.done.push(`close ${connection}`);
        }
      }
      const api = new Driver();
      const { subscription } = listen(dialFrom(api)('a'));
      await settled();
      subscription.unsubscribe();
      expect(api.done).to.deep.equal(['open a', 'watch connection', 'close connection']);
    });
  });

  describe('unsubscribed from while opening', () => {
    it('aborts in the same turn', () => {
      const api = driver();
      const { subscription } = listen(dialFrom(api)('a'));
      expect(api.openings[0]!.signal.aborted).to.equal(false);
      subscription.unsubscribe();
      expect(api.openings[0]!.signal.aborted).to.equal(true);
    });

    it('closes what opens all the same, once, and watches it not', async () => {
      const closed = fake.returns(NEVER);
      const api = driver(closed);
      const { heard, subscription } = listen(dialFrom(api)('a'));
      subscription.unsubscribe();
      api.openings[0]!.resolve('connection');
      await settled();
      expect(api.close.args).to.deep.equal([['connection']]);
      expect(closed.called).to.equal(false);
      expect(heard).to.deep.equal([]);
    });

    it('heeds no rejection', async () => {
      const api = driver();
      const { heard, subscription } = listen(dialFrom(api)('a'));
      subscription.unsubscribe();
      api.openings[0]!.reject(refused);
      await settled();
      expect(heard).to.deep.equal([]);
      expect(api.close.called).to.equal(false);
    });

    it('swallows that it could not be closed', async () => {
      let closes = 0;
      const close = () => {
        closes += 1;
        return Promise.reject(broken);
      };
      const api = { ...driver(), close };
      const { subscription } = listen(dialFrom(api)('a'));
      subscription.unsubscribe();
      api.openings[0]!.resolve('connection');
      await settled();
      expect(closes).to.equal(1);
    });
  });

  describe('established', () => {
    /** A connection that is open, and what becomes of it. */
    const established = async (
      closed: (connection: string) => ObservableInput<unknown>,
      act?: (connection: unknown) => void,
    ) => {
      const api = driver(closed);
      const listener = listen(dialFrom(api)('a'), act);
      api.openings[0]!.resolve('connection');
      await settled();
      return { ...listener, ...api };
    };

    const ends = (how: string, closed: () => ObservableInput<unknown>, expected: string) =>
      it(how, async () => {
        const { heard, close, subscription } = await established(closed);
        expect(heard).to.deep.equal(['connection', expected]);
        subscription.unsubscribe();
        expect(close.called, 'nobody closes what is closed').to.equal(false);
      });
    ends('closes at a value of `closed`', () => of('bye', 'bye'), 'closed');
    ends('closes at the completion of `closed`', () => EMPTY, 'closed');
    ends('closes when `closed` resolves', () => Promise.resolve(), 'closed');
    ends('breaks when `closed` is rejected', () => Promise.reject(broken), 'error: broken');

    it('closes when an event says so, and stops listening', async () => {
      const events = new EventEmitter();
      const { heard, close } = await established(() => fromEvent(events, 'close'));
      expect(heard).to.deep.equal(['connection']);
      events.emit('close');
      expect(heard).to.deep.equal(['connection', 'closed']);
      expect(events.listenerCount('close')).to.equal(0);
      expect(close.called).to.equal(false);
    });

    it('breaks at an error of `closed`', async () => {
      const end$ = new Subject<void>();
      const { heard, close, openings } = await established(() => end$);
      end$.error(broken);
      expect(heard).to.deep.equal(['connection', 'error: broken']);
      expect(close.called).to.equal(false);
      expect(openings[0]!.signal.aborted).to.equal(false);
    });

    it('was never established where `closed` errors at once', async () => {
      const { heard, close } = await established(() => throwError(() => broken));
      expect(heard).to.deep.equal(['error: broken']);
      expect(close.called).to.equal(false);
    });

    it('fails when `closed` throws, and closes what it cannot watch', async () => {
      const { heard, close } = await established(fake.throws(broken));
      expect(heard).to.deep.equal(['error: broken']);
      expect(close.args).to.deep.equal([['connection']]);
    });

    it('closes in the same turn when unsubscribed from, once, and without an abort', async () => {
      const end$ = new Subject<void>();
      const { subscription, close, openings, heard } = await established(() => end$);
      subscription.unsubscribe();
      expect(close.args).to.deep.equal([['connection']]);
      expect(end$.observed).to.equal(false);
      subscription.unsubscribe();
      expect(close.callCount).to.equal(1);
      expect(openings[0]!.signal.aborted).to.equal(false);
      expect(heard).to.deep.equal(['connection']);
    });

    it('closes when unsubscribed from inside next', async () => {
      const api = driver();
      const { heard } = listen(dialFrom(api)('a').pipe(take(1)));
      api.openings[0]!.resolve('connection');
      await settled();
      expect(heard).to.deep.equal(['connection', 'closed']);
      expect(api.close.args).to.deep.equal([['connection']]);
    });

    it('hears of a close from inside next, after next', async () => {
      const end$ = new Subject<void>();
      const { heard, close } = await established(
        () => end$,
        () => end$.next(),
      );
      expect(heard).to.deep.equal(['connection', 'closed']);
      expect(close.called).to.equal(false);
    });

    it('does not hear of its own close', async () => {
      const end$ = new Subject<void>();
      const api = { ...driver(() => end$), close: () => end$.next() };
      const { heard, subscription } = listen(dialFrom(api)('a'));
      api.openings[0]!.resolve('connection');
      await settled();
      subscription.unsubscribe();
      expect(heard).to.deep.equal(['connection']);
    });

    const swallows = (how: string, close: () => unknown) =>
      it(`swallows a close that ${how}`, async () => {
        let closes = 0;
        const counted = () => {
          closes += 1;
          return close();
        };
        const api = { ...driver(), close: counted };
        const { heard, subscription } = listen(dialFrom(api)('a'));
        api.openings[0]!.resolve('connection');
        await settled();
        expect(() => subscription.unsubscribe()).not.to.throw();
        await settled();
        expect(closes).to.equal(1);
        expect(heard).to.deep.equal(['connection']);
      });
    swallows('throws', fake.throws(broken));
    swallows('is rejected', () => Promise.reject(broken));
    swallows('gives something whose then throws', () => ({ then: fake.throws(broken) }));
  });

  for (const name of ['open', 'closed', 'close'] as const) {
    it(`refuses a driver without ${name}`, () => {
      expect(() => dialFrom({ ...driver(), [name]: undefined as never })).to.throw(
        ArgumentError,
        `Expected \`${name}\` to be a function, got \`undefined\``,
      );
    });
  }
});

import { channel, subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { expect } from 'chai';
import { NEVER, Subject, concat, of, throwError, timer } from 'rxjs';
import { ArgumentError, ConnectionManager, type ConnectionEvent, type Happening, type RequestEvent } from 'rx-connmgr';
import { diagnostics, type DiagnosticsMessage, type DiagnosticsOptions, type DialTrace } from 'rx-connmgr/node';
import { marbles } from 'rx-connmgr/testing';

type Event = ConnectionEvent<string, string>;

const types = ['dialing', 'established', 'failed', 'disconnected', 'waiting', 'ended', 'health'] as const;
const phases = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;

const event = (id: number, happening: Happening<string>): RequestEvent<string, string> => ({
  id,
  address: 'a',
  kind: 'manual',
  ...happening,
});
const dialing = event(1, { type: 'dialing' });
const established = event(1, { type: 'established', connection: 'c' });
const failed = event(1, { type: 'failed', error: 'no' });
const disconnected = event(1, { type: 'disconnected', by: 'us' });
const waiting = event(1, { type: 'waiting', failures: 1, delay: 5 });
const ended = event(1, { type: 'ended', reason: 'removed' });
const all: readonly Event[] = [
  ...[dialing, established, failed, disconnected, waiting, ended, { type: 'health', health: 'ok' } as const],
];

describe('diagnostics', () => {
  const undo: (() => void)[] = [];
  const listen = (name: string, listener: (message: unknown) => void) => {
    subscribe(name, listener);
    undo.push(() => unsubscribe(name, listener));
  };
  afterEach(() => undo.splice(0).forEach((one) => one()));

  /** What is told of dials, in a word each. */
  const traced = () => {
    const told: string[] = [];
    const seen: DialTrace[] = [];
    for (const phase of phases) {
      listen(`tracing:rx-connmgr:dial:${phase}`, (message) => {
        const trace = message as DialTrace;
        seen.push(trace);
        told.push(`${trace.id} ${phase}${trace.outcome === undefined ? '' : ` ${trace.outcome}`}`);
      });
    }
    return { told, seen };
  };

  describe('publishes', () => {
    for (const told of all) {
      it(`${told.type} on its channel alone, with the name of the manager`, () => {
        const messages: (readonly [string, unknown])[] = [];
        for (const type of types) listen(`rx-connmgr:${type}`, (message) => messages.push([type, message]));
        diagnostics<string, string>({ name: 'peers' }).next(told);
        expect(messages).to.deep.equal([[told.type, { ...told, manager: 'peers' }]]);
      });
    }

    it('a copy: whoever changes it changes nothing', () => {
      listen('rx-connmgr:dialing', (message) => Object.assign(message as object, { id: 99 }));
      const told = { ...dialing };
      diagnostics().next(told);
      expect(told).to.deep.equal(dialing);
    });

    it('to whoever comes later, from then on', () => {
      const messages: unknown[] = [];
      const observer = diagnostics<string, string>();
      observer.next(dialing);
      listen('rx-connmgr:dialing', (message) => messages.push(message));
      observer.next(dialing);
      expect(messages).to.deep.equal([{ ...dialing, manager: '' }]);
    });

    it('nothing at the end of the events, be it as it may', () => {
      for (const type of types) listen(`rx-connmgr:${type}`, () => expect.fail());
      of().subscribe(diagnostics());
      throwError(() => new Error('no')).subscribe(diagnostics());
    });
  });

  describe('traces dials', () => {
    const trace = (...events: readonly Event[]) => {
      const { told, seen } = traced();
      for (const one of events) diagnosed.next(one);
      return { told, seen };
    };
    let diagnosed = diagnostics<string, string>();
    beforeEach(() => (diagnosed = diagnostics<string, string>({ name: 'peers' })));

    it('to the connection', () => {
      const { told, seen } = trace(dialing, established, disconnected, ended);
      expect(told).to.deep.equal(['1 start', '1 end', '1 asyncStart established', '1 asyncEnd established']);
      expect(new Set(seen).size).to.equal(1);
      expect(seen[0]).to.deep.equal({
        ...{ id: 1, address: 'a', kind: 'manual', manager: 'peers', outcome: 'established', result: 'c' },
      });
    });

    it('to the failure, which is told first', () => {
      const { told, seen } = trace(dialing, failed, ended);
      expect(told).to.deep.equal([
        ...['1 start', '1 end', '1 error failed', '1 asyncStart failed', '1 asyncEnd failed'],
      ]);
      expect(seen[0]).to.include({ outcome: 'failed', error: 'no' });
    });

    for (const last of [waiting, ended]) {
      it(`to the end, if it is given up: ${last.type}`, () => {
        const { told, seen } = trace(dialing, last);
        expect(told).to.deep.equal(['1 start', '1 end', '1 asyncStart cancelled', '1 asyncEnd cancelled']);
        expect(seen[0]).not.to.have.any.keys('error', 'result');
      });
    }

    it('apart from each other', () => {
      const { told } = trace(dialing, { ...dialing, id: 2 }, { ...failed, id: 2 }, established);
      expect(told.filter((one) => /error|asyncEnd/.test(one))).to.deep.equal([
        ...['2 error failed', '2 asyncEnd failed', '1 asyncEnd established'],
      ]);
    });

    it('each of a request anew', () => {
      const { seen } = trace(dialing, failed, waiting, dialing, established);
      expect(new Set(seen).size).to.equal(2);
    });

    it('not of connections that came in', () => {
      const { told } = trace({ ...established, kind: 'inbound' }, { ...disconnected, kind: 'inbound' });
      expect(told).to.deep.equal([]);
    });

    it('not that were begun before anybody followed them', () => {
      diagnosed.next(dialing);
      expect(trace(established).told).to.deep.equal([]);
    });

    it('with a pool, if the request has one', () => {
      const { seen } = trace(Object.assign({ pool: 'full' }, dialing));
      expect(seen[0]).to.deep.include({ pool: 'full' });
    });

    it('for whoever subscribes as Node has it', () => {
      const told: unknown[] = [];
      const channels = tracingChannel<unknown, DialTrace>('rx-connmgr:dial');
      const note = (phase: string) => (message: DialTrace) => void told.push(`${phase} ${message.id}`);
      const listeners = {
        start: note('start'),
        end: note('end'),
        asyncStart: note('asyncStart'),
        asyncEnd: note('asyncEnd'),
        error: note('error'),
      };
      channels.subscribe(listeners);
      undo.push(() => channels.unsubscribe(listeners));
      diagnosed.next(dialing);
      diagnosed.next(established);
      expect(told).to.deep.equal(['start 1', 'end 1', 'asyncStart 1', 'asyncEnd 1']);
    });
  });

  it('makes nothing where nobody listens', () => {
    const looked: string[] = [];
    const watched = <E extends Event>(told: E): E =>
      new Proxy(told, {
        ownKeys: (target) => {
          looked.push(target.type);
          return Reflect.ownKeys(target);
        },
      });
    const observer = diagnostics<string, string>();
    for (const told of all) observer.next(watched(told));
    expect(looked).to.deep.equal([]);
    listen('rx-connmgr:failed', () => {});
    for (const told of all) observer.next(watched(told));
    expect(looked).to.deep.equal(['failed']);
  });

  it('lets one that throws hurt nobody: the others are told, the manager goes on, and Node says it', (done) => {
    const uncaught = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const raised: unknown[] = [];
    const raise = (error: unknown) => raised.push(error);
    process.on('uncaughtException', raise);
    const failure = new Error('of a listener');
    const messages: string[] = [];
    const hear = (message: unknown) => messages.push((message as DiagnosticsMessage).type);
    const connected = (name: string) => concat(of(name), NEVER);
    const manager = new ConnectionManager({ dial: connected, addresses: ['a', 'b'], maxOutbound: 2 });
    listen('rx-connmgr:dialing', () => {
      throw failure;
    });
    listen('tracing:rx-connmgr:dial:start', () => {
      throw failure;
    });
    for (const type of types) listen(`rx-connmgr:${type}`, hear);
    manager.events$.subscribe(diagnostics());
    manager.start();
    const { size } = manager.connections;
    void manager.stop();
    setImmediate(() => {
      process.off('uncaughtException', raise);
      for (const one of uncaught) process.on('uncaughtException', one);
      try {
        expect(size).to.equal(2);
        expect(messages.filter((type) => type === 'established')).to.have.lengthOf(2);
        expect(raised).to.deep.equal([failure, failure, failure, failure]);
        done();
      } catch (error) {
        done(error);
      }
    });
  });

  it('tells apart the managers of a process', () => {
    const messages: unknown[] = [];
    listen('rx-connmgr:health', (message) => messages.push((message as DiagnosticsMessage).manager));
    for (const name of ['a', 'b']) of({ type: 'health', health: 'ok' } as const).subscribe(diagnostics({ name }));
    expect(messages).to.deep.equal(['a', 'b']);
  });

  it(
    'publishes all that a manager tells, with every dial from its start to its end',
    marbles(({ flush }) => {
      const { told } = traced();
      const messages: string[] = [];
      for (const type of types) listen(`rx-connmgr:${type}`, () => messages.push(type));
      const dial = (name: string) => concat(timer(name === 'slow' ? 50 : 5).pipe(), NEVER);
      const manager = new ConnectionManager<string, number>({ dial });
      const events$ = new Subject<string>();
      manager.events$.subscribe(({ type }) => events$.next(type));
      const events: string[] = [];
      events$.subscribe((type) => events.push(type));
      manager.events$.subscribe(diagnostics());
      manager.start();
      manager.connect('quick');
      manager.connect('slow');
      timer(20).subscribe(() => void manager.stop());
      flush();
      expect(messages).to.deep.equal(events);
      expect(told).to.deep.equal([
        ...['1 start', '1 end', '2 start', '2 end'],
        ...['1 asyncStart established', '1 asyncEnd established', '2 asyncStart cancelled', '2 asyncEnd cancelled'],
      ]);
    }),
  );

  it('refuses what is no option', () => {
    expect(() => diagnostics({ nam: 'a' } as DiagnosticsOptions)).to.throw(ArgumentError, /did you mean `name`/);
    expect(() => diagnostics({ name: 1 } as unknown as DiagnosticsOptions)).to.throw(
      ArgumentError,
      /`name` to be a text/,
    );
  });

  it('has nobody listen on its own', () => {
    for (const type of types) expect(channel(`rx-connmgr:${type}`).hasSubscribers).to.equal(false);
  });
});

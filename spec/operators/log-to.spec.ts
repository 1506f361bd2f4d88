import { expect } from 'chai';
import { Subject, from, throwError } from 'rxjs';
import { ArgumentError, ConnectionError, logTo, type ConnectionEvent, type HealthEvent } from 'rx-connmgr';
import { fake, spy } from 'sinon';

type Event<A = unknown> = ConnectionEvent<A, unknown>;

/** A logger of the kind of `console` that remembers its lines, by level. */
const lined = () => {
  const lines: string[] = [];
  const method = (level: string) => (line: string) => lines.push(`${level}: ${line}`);
  return { lines, debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') };
};

/** The lines of some events. */
const linesOf = <A>(events: readonly Event<A>[], options?: Parameters<typeof logTo<A>>[1]): readonly string[] => {
  const logger = lined();
  from(events).subscribe(logTo<A>(logger, options));
  return logger.lines;
};

describe('logTo', () => {
  const connection = { secret: 'of the connection' };
  const request = { id: 12, address: { host: '127.0.0.1', port: 8333 }, kind: 'permanent' } as const;
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:8333'), { code: 'ECONNREFUSED' });

  describe('to a console', () => {
    const writes = (event: Event, line: string) => it(line, () => expect(linesOf([event])).to.deep.equal([line]));
    const peer = '#12 permanent 127.0.0.1:8333';
    const because = ': connect ECONNREFUSED 127.0.0.1:8333';

    writes({ ...request, type: 'dialing' }, `debug: ${peer} dialing`);
    writes({ ...request, type: 'established', connection }, `info: ${peer} established`);
    writes({ ...request, type: 'failed', error: refused }, `warn: ${peer} failed${because}`);
    writes({ ...request, type: 'disconnected', by: 'us' }, `info: ${peer} disconnected`);
    writes({ ...request, type: 'disconnected', by: 'peer' }, `info: ${peer} disconnected by the peer`);
    writes(
      { ...request, type: 'disconnected', by: 'peer', error: refused },
      `warn: ${peer} disconnected by the peer${because}`,
    );
    writes(
      { ...request, type: 'waiting', failures: 2, delay: 10_000 },
      `info: ${peer} waiting 10 000 ms after 2 failures`,
    );
    writes(
      { ...request, type: 'waiting', failures: 1, delay: 999.6 },
      `info: ${peer} waiting 1 000 ms after 1 failure`,
    );
    writes({ ...request, type: 'waiting', failures: 0, delay: 250 }, `info: ${peer} waiting 250 ms`);
    writes(
      { ...request, type: 'waiting', failures: 1_000, delay: 1_234_567 },
      `info: ${peer} waiting 1 234 567 ms after 1 000 failures`,
    );
    writes({ ...request, type: 'ended', reason: 'removed' }, `info: ${peer} ended (removed)`);
    writes(
      { ...request, type: 'ended', reason: 'failed', error: new ConnectionError('failed', refused.message) },
      `info: ${peer} ended (failed)${because}`,
    );
    writes({ type: 'health', health: 'ok' }, 'info: health ok');
    writes({ type: 'health', health: 'outage' }, 'warn: health outage');
    const source: HealthEvent = { type: 'health', health: 'ok', error: new Error('no such seed') };
    writes(source, 'warn: health ok: no such seed');

    it('gives the message and nothing else', () => {
      const info = fake();
      logTo({ info }).next({ ...request, type: 'established', connection });
      expect(info.args).to.deep.equal([['#12 permanent 127.0.0.1:8333 established']]);
    });

    it('calls a method as one', () => {
      const logger = {
        lines: [] as string[],
        info(line: string) {
          this.lines.push(line);
        },
      };
      logTo(logger).next({ type: 'health', health: 'ok' });
      expect(logger.lines).to.deep.equal(['health ok']);
    });

    it('tells that the stream failed', () => {
      const logger = lined();
      throwError(() => refused).subscribe(logTo(logger));
      expect(logger.lines).to.deep.equal(['error: the events failed: connect ECONNREFUSED 127.0.0.1:8333']);
    });

    it('has nothing to say of the end', () => {
      const logger = lined();
      from([]).subscribe(logTo(logger));
      expect(logger.lines).to.deep.equal([]);
    });
  });

  describe('a method that is missing', () => {
    const dialing: Event = { ...request, type: 'dialing' };
    const failed: Event = { ...request, type: 'failed', error: 'why' };

    it('is replaced by info, by log, or by what there is', () => {
      const info = fake();
      const log = fake();
      const warn = fake();
      logTo({ info, log, warn }).next(dialing);
      logTo({ log, warn }).next(dialing);
      logTo({ warn }).next(dialing);
      logTo({ info }).next(failed);
      expect([info.callCount, log.callCount, warn.callCount]).to.deep.equal([2, 1, 1]);
    });

    it('is looked for at each line, as loggers swap them', () => {
      const first = fake();
      const second = fake();
      const logger = { info: first };
      const observer = logTo(logger);
      observer.next(dialing);
      logger.info = second;
      observer.next(dialing);
      expect([first.callCount, second.callCount]).to.deep.equal([1, 1]);
    });
  });

  describe('to a logger like pino', () => {
    const pino = () => ({ debug: fake(), info: fake(), warn: fake(), error: fake(), bindings: fake(), child: fake() });
    const about = { id: 12, kind: 'permanent', address: '127.0.0.1:8333' };

    it('gives the fields first, an error as `err`, and never the connection', () => {
      const logger = pino();
      from<Event[]>([
        { ...request, type: 'established', connection },
        { ...request, type: 'disconnected', by: 'peer', error: refused },
        { ...request, type: 'waiting', failures: 2, delay: 500 },
        { type: 'health', health: 'connecting' },
      ]).subscribe(logTo(logger));
      expect(logger.info.args).to.deep.equal([
        [{ ...about, type: 'established' }, '#12 permanent 127.0.0.1:8333 established'],
        [
          { ...about, type: 'waiting', failures: 2, delay: 500 },
          '#12 permanent 127.0.0.1:8333 waiting 500 ms after 2 failures',
        ],
        [{ type: 'health', health: 'connecting' }, 'health connecting'],
      ]);
      const [fields, message] = logger.warn.args[0] as [object, string];
      expect(fields).to.deep.equal({ ...about, type: 'disconnected', by: 'peer', err: refused });
      expect(message).to.contain('disconnected by the peer: connect ECONNREFUSED');
    });

    const objectFirst = (logger: Record<string, unknown>, options?: Parameters<typeof logTo>[1]) => {
      const info = fake();
      logTo({ ...logger, info }, options).next({ type: 'health', health: 'ok' });
      return typeof info.args[0]![0] === 'object';
    };
    const child = () => {};

    it('knows one by `bindings` or `child`, unless it is of winston', () => {
      expect(objectFirst({ bindings: child })).to.equal(true);
      expect(objectFirst({ child })).to.equal(true);
      expect(objectFirst({ child, transports: [] })).to.equal(false);
      expect(objectFirst({})).to.equal(false);
    });

    it('is told by the option', () => {
      expect(objectFirst({ child }, { objectFirst: false })).to.equal(false);
      expect(objectFirst({}, { objectFirst: true })).to.equal(true);
    });
  });

  describe('to a function', () => {
    it('gives the message', () => {
      const log = fake();
      logTo(log).next({ type: 'health', health: 'ok' });
      expect(log.args).to.deep.equal([['health ok']]);
    });

    it('keeps the placeholders of one of debug from filling', () => {
      const log = Object.assign(spy(), { namespace: 'peers', enabled: true });
      logTo(log).next({ id: 1, address: '%d', kind: 'manual', type: 'dialing' });
      expect(log.args).to.deep.equal([['%s', '#1 manual %d dialing']]);
    });
  });

  describe('an address', () => {
    const shown = (address: unknown) => linesOf([{ id: 1, address, kind: 'manual', type: 'dialing' }])[0];
    const shows = (name: string, address: unknown, text: string) =>
      it(name, () => expect(shown(address)).to.equal(`debug: #1 manual ${text} dialing`));

    shows('of text is that text', 'peer-7', 'peer-7');
    shows('of IPv6 is in brackets', { host: '2001:db8::1', port: 1 }, '[2001:db8::1]:1');
    shows('of a URL is that, without its secrets', new URL('wss://me:pw@host:9/feed?key=1#x'), 'wss://host:9/feed');
    shows('of a text that is a URL, too', 'redis://:pw@host:6379/0?tls=1', 'redis://host:6379/0');
    shows('with an @ in the path keeps it', 'https://host/@me', 'https://host/@me');
    shows('with a text of its own is that', { toString: () => '/ip4/127.0.0.1/tcp/1' }, '/ip4/127.0.0.1/tcp/1');
    shows('of other objects is their shape', { name: 'a', rtt: 1 }, '`{ name, rtt }`');
    shows('of an object without anything, too', Object.create(null), '`{}`');
    shows('of a number is that', 7, '7');

    it('is written as `format` says', () => {
      const events: Event<{ readonly name: string }>[] = [
        { id: 1, address: { name: 'replica' }, kind: 'automatic', type: 'dialing' },
      ];
      const format = ({ name }: { readonly name: string }) => name.toUpperCase();
      expect(linesOf(events, { format })).to.deep.equal(['debug: #1 automatic REPLICA dialing']);
    });

    it('is shown by its shape where `format` throws', () => {
      const format = fake.throws(new Error('no'));
      const event: Event = { ...request, type: 'dialing' };
      expect(linesOf([event], { format })).to.deep.equal(['debug: #12 permanent `{ host, port }` dialing']);
    });
  });

  describe('an error', () => {
    const why = (error: unknown) =>
      linesOf([{ ...request, type: 'failed', error }])[0]!.slice('warn: #12 permanent 127.0.0.1:8333 failed: '.length);

    it('is told by its message, and by those of its causes', () => {
      const cause = new Error('bad magic', { cause: refused });
      expect(why(new ConnectionError('handshake', 'The handshake failed', { cause }))).to.equal(
        'The handshake failed: bad magic: connect ECONNREFUSED 127.0.0.1:8333',
      );
    });

    it('is told once where a cause says the same', () => {
      expect(why(new ConnectionError('failed', refused.message, { cause: refused }))).to.equal(refused.message);
    });

    it('is told by its code or its name where it has no message', () => {
      expect(why(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }))).to.equal('ECONNREFUSED');
      expect(why(new RangeError())).to.equal('RangeError');
    });

    it('may be anything', () => {
      expect(why('a text')).to.equal('a text');
      expect(why(null)).to.equal('null');
      expect(why({ status: 7 })).to.equal('`{ status }`');
    });

    it('may be its own cause', () => {
      const error = new Error('round');
      error.cause = new Error('and round', { cause: error });
      expect(why(error)).to.equal('round: and round: round: and round');
    });

    it('forges no line, and fills no disk', () => {
      expect(why(new Error('a\r\n#1 manual b established\u001b[2J'))).to.equal('a #1 manual b established [2J');
      expect(why(new Error('x'.repeat(100_000)))).to.have.length.below(500);
    });
  });

  describe('does the stream no harm', () => {
    const survives = (how: string, logger: Parameters<typeof logTo>[0], event: Event) =>
      it(how, () => {
        const event$ = new Subject<Event>();
        const observer = logTo(logger);
        event$.subscribe(observer);
        expect(() => observer.next(event)).not.to.throw();
        expect(() => observer.error(refused)).not.to.throw();
        event$.next(event);
        expect(event$.observed).to.equal(true);
      });
    const thrower = fake.throws(refused);
    const treacherous = {
      get message(): string {
        throw refused;
      },
    };
    survives(
      'when a method throws',
      { info: thrower, warn: thrower, error: thrower },
      { type: 'health', health: 'ok' },
    );
    survives('when a function throws', thrower, { type: 'health', health: 'ok' });
    survives('when an error does', lined(), { ...request, type: 'failed', error: treacherous });
  });

  it('refuses what is no logger', () => {
    const message = 'Expected `logger` to be a function or an object with a method like `info`';
    for (const logger of [undefined, null, {}, { info: 'no' }, 'console']) {
      expect(() => logTo(logger as never)).to.throw(ArgumentError, message);
    }
    expect(() => logTo(console, { formt: String } as never)).to.throw(ArgumentError, 'did you mean `format`?');
    expect(() => logTo(console, { format: 'short' as never })).to.throw(ArgumentError, 'Expected `format`');
    expect(() => logTo(console, { format: undefined, objectFirst: undefined })).not.to.throw();
  });
});

import { expect } from 'chai';
import { ConnectionManager, logTo, manage, type ConnectionError, type ConnectionEvent, type Inbound } from 'rx-connmgr';
import { invariants, marbles } from 'rx-connmgr/testing';
import { EMPTY, NEVER, Observable, Subject, concat, filter, map, of, throwError } from 'rxjs';
import { holding, names } from '../support/hold.js';

const reset = new Error('reset');
const letters = { dialing: 'd', established: 'e', failed: 'f', disconnected: 'x', waiting: 'w', ended: '.' };
const story = (event: ConnectionEvent<string, unknown>) => (event.type === 'health' ? 'h' : letters[event.type]);
const withoutHealth = filter((event: ConnectionEvent<string, string>) => event.type !== 'health');

describe('connections that come in', () => {
  describe('as marbles: the subscription is the socket', () => {
    const picture = (name: string, connection: string, socket: string, expected: string, commands = '-') =>
      it(
        name,
        marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
          const connection$ = cold(connection, undefined, reset);
          const inbound = hot('--i', { i: { address: 'v', connection$ } });
          const commands$ = hot(commands, { r: { type: 'remove', id: 1 }, d: { type: 'disconnect', id: 1 } } as const);
          const events$ = commands$.pipe(
            manage<string, string>({ dial: () => NEVER, inbound }),
            invariants(),
            withoutHealth,
            map(story),
          );
          expectObservable(events$, commands.includes('|') ? undefined : '^--------------!').toBe(expected);
          expectSubscriptions(connection$.subscriptions).toBe(socket);
        }),
      );

    picture('closed by the peer', '          c----|', '--^----!', '--e----(x.)');
    picture('broken by the peer', '          c----#', '--^----!', '--e----(x.)');
    picture('closed at once', '              (c|)  ', '--(^!)', '--(ex.)');
    picture('after a handshake', '           ---c--|', '--^-----!', '-----e--(x.)');
    picture('whose handshake fails', '       ---#', '  --^--!', '-');
    picture('that closes in its handshake', '---|', '  --^--!', '-');
    picture('that fails at once', '          #', '     --(^!)', '-');
    picture('that closes at once', '         |', '     --(^!)', '-');
    picture('that emits more than once', '   c-c-c-|', '--^-----!', '--e-----(x.)');
    picture('removed', '                     c--------', '--^---!', '--e---(x.)', '------r');
    picture('disconnected', '                c--------', '--^---!', '--e---(x.)', '------d');
    picture('stopped', '                     c--------', '--^---!', '--e---(x.|)', '------|');
    picture('stopped in its handshake', '    ------c--', '--^---!', '------|', '------|');
    picture('cut off with all else', '       c--------', '--^------------!', '--e', '-');
  });

  it(
    'are requests of kind `inbound`: rows, connections and handles as any other, and no health',
    holding({ visits: () => ({}) }, ({ manager, visitors, knock, told, at, flush }) => {
      const connected: unknown[] = [];
      manager.connections$.subscribe(({ id, kind, connection }) => connected.push([id, kind, connection]));
      manager.start();
      expect(knock('v')).to.equal(true);
      expect(manager.snapshot().health).to.equal('idle');
      expect(manager.snapshot().requests).to.deep.equal([
        { id: 1, address: 'v', kind: 'inbound', state: 'established', since: 0, failures: 0 },
      ]);
      expect(connected).to.deep.equal([[1, 'inbound', 'v#1']]);
      const handle = manager.get(1);
      expect([handle?.kind, handle?.connection]).to.deep.equal(['inbound', 'v#1']);
      at(10, () => visitors.hangUp('v', reset));
      flush();
      expect(told()).to.deep.equal(['1 inbound established', '1 inbound disconnected', '1 inbound ended closed']);
      expect([handle?.state, handle?.connection]).to.deep.equal(['ended', undefined]);
    }),
  );

  it(
    'end with what broke them, and are never dialled',
    holding({ visits: () => ({ lasts: 5, breaks: reset }) }, ({ manager, script, events, knock, at, flush }) => {
      manager.start();
      knock('v');
      at(100_000, () => void manager.stop());
      flush();
      const ended = events.find((event) => event.type === 'ended');
      expect(ended?.type === 'ended' && ended.reason).to.equal('closed');
      expect(ended?.type === 'ended' && ended.error?.cause).to.equal(reset);
      expect(script.dials).to.deep.equal([]);
    }),
  );

  it(
    'come on top of the automatic ones, and leave their places alone',
    holding({ addresses: names(5), maxOutbound: 2, visits: () => ({ lasts: 50 }) }, ({ manager, knock, at, flush }) => {
      manager.start();
      knock('v');
      at(10, () => expect(manager.connections.size).to.equal(3));
      at(100, () => {
        expect(manager.connections.size).to.equal(2);
        expect(manager.snapshot().health).to.equal('ok');
        void manager.stop();
      });
      flush();
    }),
  );

  it(
    'are refused for a key that has a request: no second subscription, whichever side is first',
    holding({ visits: () => ({}) }, ({ manager, knock, refused, told, flush }) => {
      manager.start();
      manager.connect('a');
      expect(knock('a'), 'dialled by us').to.equal(false);
      expect(knock('v')).to.equal(true);
      expect(knock('v'), 'came in already').to.equal(false);
      expect(manager.connect('v').state, 'dialled after it came in').to.equal('ended');
      expect(refused).to.deep.equal(['duplicate a', 'duplicate v']);
      expect(told(3)).to.deep.equal(['3 manual ended duplicate']);
      flush();
    }),
  );

  it(
    'are refused when another of their key was established during their handshake',
    holding({ visits: (_, n) => ({ after: 10 * n }) }, ({ manager, visitors, knock, refused, at, flush }) => {
      manager.start();
      expect([knock('v'), knock('v'), knock('w')]).to.deep.equal([true, true, true]);
      at(5, () => manager.connect('w'));
      at(50, () => {
        expect(refused).to.deep.equal(['duplicate w', 'duplicate v']);
        expect([visitors.open, visitors.dialing]).to.deep.equal([1, 0]);
      });
      flush();
    }),
  );

  it(
    'rest nowhere: an address that came in and broke may be dialled at once',
    holding(
      { addresses: ['v'], maxOutbound: 1, visits: () => ({}) },
      ({ manager, visitors, script, knock, at, flush }) => {
        manager.start();
        manager.disconnect(1);
        at(100, () => expect(knock('v'), 'while it rests').to.equal(true));
        at(6_000, () => expect(script.times('v'), 'in use').to.deep.equal([0]));
        at(7_000, () => visitors.hangUp('v', reset));
        at(7_010, () => {
          expect(script.times('v')).to.deep.equal([0, 7_000]);
          void manager.stop();
        });
        flush();
      },
    ),
  );

  describe('that do not become requests', () => {
    const failing = (name: string, make: (address: string) => Observable<string>, message: string) =>
      it(
        `are told with what went wrong: ${name}`,
        holding({ visits: () => ({}) }, ({ flush }) => {
          const errors: unknown[] = [];
          const inbound = new Subject<Inbound<string, string>>();
          const own = new ConnectionManager<string, string>({ dial: () => NEVER, inbound, dialTimeout: 40 }).start();
          own.refused$.subscribe((refusal) => errors.push(refusal));
          inbound.next({ address: 'v', connection$: make('v') });
          flush();
          const [refusal] = errors as { address: string; reason: string; error: Error }[];
          expect(errors).to.have.length(1);
          expect([refusal?.address, refusal?.reason, refusal?.error.message]).to.deep.equal(['v', 'failed', message]);
          expect(own.snapshot().totals.established).to.equal(0);
          void own.stop();
        }),
      );

    failing('an error', () => throwError(() => reset), 'reset');
    failing('an early close', () => EMPTY, 'It closed before it was established');
    failing('a handshake that takes longer than `dialTimeout`', () => NEVER, 'The handshake took too long');
    failing('no observable', () => ({}) as never, 'Expected `connection$` to be an observable, got `{}`');

    it(
      'are closed when their handshake takes too long, and their room is free',
      holding(
        { maxInbound: 1, visits: () => ({ after: 60_000 }) },
        ({ manager, visitors, knock, refused, at, flush }) => {
          manager.start();
          expect([knock('v'), knock('w')]).to.deep.equal([true, false]);
          at(29_999, () => expect(visitors.dialing).to.equal(1));
          at(30_001, () => {
            expect(visitors.dialing).to.equal(0);
            expect(knock('w')).to.equal(true);
          });
          flush();
          expect(refused.slice(0, 2)).to.deep.equal(['full w', 'failed v']);
        },
      ),
    );

    it(
      'have no time limit once they are established',
      holding({ visits: () => ({ after: 20_000, lasts: 100_000 }) }, ({ manager, knock, told, at, flush }) => {
        manager.start();
        knock('v');
        at(119_000, () => expect(manager.connections.size).to.equal(1));
        at(121_000, () => void manager.stop());
        flush();
        expect(told().at(-1)).to.equal('1 inbound ended closed');
      }),
    );

    it(
      'are those without a key, and whatever is no connection',
      holding(
        {
          visits: () => ({}),
          key: (address) => {
            if (address === 'odd') throw new Error('no key');
            return address;
          },
        },
        ({ manager, knock, refused, complaints, flush }) => {
          manager.start();
          expect(knock('odd')).to.equal(false);
          expect(knock('v'), 'the door is open still').to.equal(true);
          expect(refused).to.deep.equal(['failed odd']);
          expect((complaints()[0] as Error).message).to.equal(
            'Refused 1 inbound connection (failed), the last from `"odd"`; 1 so far',
          );
          flush();
        },
      ),
    );

    it(
      'are told by `health` in summary: three for a reason, then one in half a minute, at the stop what is left',
      holding({ maxInbound: 0, visits: () => ({}) }, ({ manager, knock, refused, complaints, at, flush }) => {
        manager.start();
        for (let i = 0; i < 1_000; i += 1) knock(`v${i}`);
        expect(refused).to.have.length(1_000);
        expect(complaints()).to.have.length(3);
        at(30_001, () => {
          expect(complaints()).to.have.length(4);
          expect((complaints()[3] as Error).message).to.equal(
            'Refused 997 inbound connections (full), the last from v999; 1000 so far',
          );
          knock('late');
          knock('later');
          expect(complaints()).to.have.length(4);
          void manager.stop();
        });
        flush();
        expect(complaints()).to.have.length(5);
        expect((complaints()[4] as ConnectionError).code).to.equal('full');
        expect((complaints()[4] as Error).message).to.contain('Refused 2 inbound connections');
      }),
    );
  });

  describe('by a stream', () => {
    it(
      'that fails is told, and subscribed to again after the back-off: who is in stays',
      holding({ visits: () => ({}) }, ({ manager, knock, endInbound, complaints, at, flush }) => {
        manager.start();
        knock('v');
        endInbound(new Error('no more sockets'));
        expect(complaints().map((error) => (error as Error).message)).to.deep.equal(['no more sockets']);
        expect(knock('w'), 'nobody listens').to.equal(false);
        expect(manager.connections.size).to.equal(1);
        at(4_999, () => expect(knock('w')).to.equal(false));
        at(5_001, () => expect(knock('w')).to.equal(true));
        at(5_002, () => void manager.stop());
        flush();
      }),
    );

    it('that fails again and again waits longer and longer', () => {
      const listens: number[] = [];
      holding({}, ({ at, flush }) => {
        let now = 0;
        for (let i = 0; i <= 60; i += 1) at(1_000 * i, () => (now = i));
        const own = new ConnectionManager<string, string>({
          dial: () => NEVER,
          backoff: (failures) => 1_000 * failures,
          inbound: new Observable((subscriber) => {
            listens.push(now);
            subscriber.error(new Error('the port is taken'));
          }),
        }).start();
        at(20_500, () => void own.stop());
        flush();
      })();
      expect(listens).to.deep.equal([0, 1, 3, 6, 10, 15]);
    });

    it(
      'that completes lets nobody in any more: who is in stays',
      holding({ visits: () => ({}) }, ({ manager, knock, endInbound, complaints, at, flush }) => {
        manager.start();
        knock('v');
        endInbound();
        at(100_000, () => {
          expect(knock('w')).to.equal(false);
          expect(manager.connections.size).to.equal(1);
          void manager.stop();
        });
        flush();
        expect(complaints()).to.deep.equal([]);
      }),
    );

    it('is subscribed to from the start to the stop, and not before', () => {
      let listening = 0;
      const inbound = new Observable<Inbound<string, string>>(() => {
        listening += 1;
        return () => (listening -= 1);
      });
      const manager = new ConnectionManager<string, string>({ dial: () => NEVER, inbound });
      expect(listening).to.equal(0);
      manager.start();
      expect(listening).to.equal(1);
      void manager.stop();
      expect(listening).to.equal(0);
    });
  });

  describe('at the stop', () => {
    it(
      'with `drain` lets nobody in, closes handshakes at once, and gives the others their time',
      holding(
        { visits: (key) => (key === 'slow' ? { after: 1_000 } : { lasts: 300 }) },
        ({ manager, visitors, knock, told, at, flush }) => {
          manager.start();
          knock('v');
          knock('slow');
          at(100, () => {
            void manager.stop({ drain: 10_000 });
            expect([visitors.open, visitors.dialing]).to.deep.equal([1, 0]);
            expect(knock('late')).to.equal(false);
          });
          flush();
          expect(told()).to.deep.equal(['1 inbound established', '1 inbound disconnected', '1 inbound ended closed']);
        },
      ),
    );

    it(
      'a second `stop({ drain })` does not shorten the first, a `stop()` does',
      holding({ visits: () => ({}) }, ({ manager, knock, at, flush }) => {
        manager.start();
        knock('v');
        at(100, () => void manager.stop({ drain: 10_000 }));
        at(200, () => void manager.stop({ drain: 1 }));
        at(300, () => expect(manager.connections.size).to.equal(1));
        at(400, () => void manager.stop());
        at(401, () => expect(manager.connections.size).to.equal(0));
        flush();
      }),
    );
  });

  describe('while a subscriber calls back', () => {
    it(
      'end once when they are removed as they are told of, also if they close at once',
      holding({ visits: () => ({ lasts: 0 }) }, ({ manager, visitors, knock, told, flush }) => {
        manager.events$.subscribe((event) => {
          if (event.type === 'established') expect(manager.remove(event.id)).to.equal(true);
        });
        manager.start();
        knock('v');
        expect(visitors.open).to.equal(0);
        flush();
        expect(told()).to.deep.equal(['1 inbound established', '1 inbound disconnected', '1 inbound ended removed']);
      }),
    );

    it(
      'end when the peer closes as they are told of',
      holding({ visits: () => ({}) }, ({ manager, visitors, knock, told, flush }) => {
        manager.events$.subscribe((event) => {
          if (event.type === 'established') visitors.hangUp('v');
        });
        manager.start();
        knock('v');
        flush();
        expect(told()).to.deep.equal(['1 inbound established', '1 inbound disconnected', '1 inbound ended closed']);
      }),
    );

    it(
      'are not let in after a stop, though a stream has more of them at once',
      holding({}, ({ flush }) => {
        const subscribed: string[] = [];
        const visit = (address: string): Inbound<string, string> => ({
          address,
          connection$: new Observable((subscriber) => {
            subscribed.push(address);
            subscriber.next(address);
            return () => subscribed.push(`${address} closed`);
          }),
        });
        const own = new ConnectionManager<string, string>({
          dial: () => NEVER,
          inbound: concat(of(visit('a'), visit('b'), visit('c')), NEVER),
        });
        own.events$.subscribe((event) => {
          if (event.type === 'established' && event.address === 'b') void own.stop();
        });
        own.start();
        flush();
        expect(subscribed).to.deep.equal(['a', 'b', 'a closed', 'b closed']);
      }),
    );

    it(
      'are not let in by whoever stops the manager when asked who has to go',
      (() => {
        let stop = () => {};
        return holding(
          {
            maxInbound: 1,
            visits: () => ({}),
            evict: () => {
              stop();
              return undefined;
            },
          },
          ({ manager, knock, flush }) => {
            stop = () => void manager.stop();
            manager.start();
            expect(knock('v')).to.equal(true);
            expect(knock('w')).to.equal(false);
            flush();
          },
        );
      })(),
    );
  });

  it(
    'can be read in a log',
    holding({ maxInbound: 1, visits: () => ({}) }, ({ manager, visitors, knock, at, flush }) => {
      const lines: string[] = [];
      const write = (level: string) => (line: string) => lines.push(`${level} ${line}`);
      manager.events$.subscribe(logTo({ info: write('info'), warn: write('warn') }));
      manager.start();
      knock('v');
      knock('w');
      at(10, () => visitors.hangUp('v', reset));
      flush();
      expect(lines).to.deep.equal([
        'info health idle',
        'info #1 inbound v established',
        'warn health idle: Refused 1 inbound connection (full), the last from w; 1 so far',
        'warn #1 inbound v disconnected by the peer: reset',
        'info #1 inbound v ended (closed): reset',
      ]);
    }),
  );

  it('take a stream only', () => {
    expect(() => new ConnectionManager<string, string>({ dial: () => NEVER, inbound: [] as never })).to.throw(
      'Expected `inbound` to be an observable, got `Array(0)`',
    );
  });
});

import { expect } from 'chai';
import { ConnectionManager, isConnectionError, manage, type AddressSource } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import {
  EMPTY,
  NEVER,
  Observable,
  Subject,
  Subscription,
  asyncScheduler,
  mergeMap,
  of,
  throwError,
  timer,
  type ObservableInput,
} from 'rxjs';
import { holding, names } from '../support/hold.js';
import { NameBans } from '../support/name-bans.js';

/** A source of nothing that has something to close. */
const closable = (close: () => ObservableInput<unknown>, run$: Observable<unknown> = NEVER): AddressSource<string> => ({
  lease: () => NEVER,
  run$,
  close,
});

/** Takes so long, and writes down that it was subscribed to, and let go of. */
const lasting = (ms: number, story: string[], name: string): Observable<unknown> =>
  new Observable((subscriber) => {
    story.push(`${name} closes`);
    subscriber.add(timer(ms).subscribe(subscriber));
    return () => story.push(`${name} is closed`);
  });

describe('what is to be closed at the stop', () => {
  it('is closed when everything has ended and nothing is run any more; then the streams complete', () => {
    const story: string[] = [];
    const running = (name: string) => new Observable(() => () => story.push(`${name} runs no more`));
    const addresses = closable(() => lasting(100, story, 'source'), running('source'));
    const bans = new NameBans([], { run$: running('bans'), close: () => lasting(200, story, 'bans') });
    holding({ addresses, bans, maxOutbound: 0 }, ({ manager, at, flush }) => {
      manager.events$.subscribe({
        next: (event) => story.push(event.type === 'health' ? `health ${event.health}` : event.type),
        complete: () => story.push('complete'),
      });
      manager.start();
      manager.connect('m');
      at(10, () => void manager.stop());
      at(209, () => expect(story.at(-1)).to.equal('source is closed'));
      flush();
      expect(story).to.deep.equal([
        'health idle',
        'dialing',
        'established',
        'disconnected',
        'ended',
        'bans runs no more',
        'source runs no more',
        'health stopped',
        'source closes',
        'bans closes',
        'source is closed',
        'bans is closed',
        'complete',
      ]);
    })();
  });

  it('is waited for by `stop`, and refuses everything meanwhile', () => {
    const done$ = new Subject<void>();
    holding({ addresses: closable(() => done$) }, ({ manager, events, flush }) => {
      manager.start();
      void manager.stop();
      const told = events.length;
      expect(manager.connect('m').state).to.equal('ended');
      void manager.stop();
      manager.start();
      expect(events).to.have.length(told);
      expect(done$.observed).to.equal(true);
      done$.complete();
      expect(done$.observed).to.equal(false);
      flush();
    })();
  });

  it('gets five seconds, then it is let go of, and that is told', () => {
    const story: string[] = [];
    const addresses = closable(() => lasting(60_000, story, 'source'));
    holding({ addresses }, ({ manager, complaints, at, flush }) => {
      manager.start();
      void manager.stop();
      at(4_999, () => expect(story).to.deep.equal(['source closes']));
      at(5_001, () => expect(story).to.deep.equal(['source closes', 'source is closed']));
      flush();
      const [error] = complaints();
      expect(isConnectionError(error, 'timeout')).to.equal(true);
      expect((error as Error).message).to.equal('What was to be closed took longer than 5000 ms');
    })();
  });

  it('five seconds are all that a save has, however much it tells on the way', () => {
    const progress = () => timer(0, 1_000);
    holding({ addresses: closable(progress) }, ({ manager, complaints, at, flush }) => {
      let completed = false;
      manager.events$.subscribe({ complete: () => (completed = true) });
      manager.start();
      void manager.stop();
      at(5_001, () => {
        expect(completed).to.equal(true);
        expect(complaints()).to.have.length(1);
      });
      flush();
    })();
  });

  for (const [what, close] of [
    [
      'throws',
      () => {
        throw new Error('no disk');
      },
    ],
    ['fails', () => new Observable((subscriber) => subscriber.error(new Error('no disk')))],
  ] as const) {
    it(`that ${what} is told, and hinders nothing else`, () => {
      const story: string[] = [];
      const bans = new NameBans([], { close: () => lasting(100, story, 'bans') });
      holding({ addresses: closable(close), bans }, ({ manager, events, complaints, flush }) => {
        manager.start();
        void manager.stop();
        flush();
        expect(complaints().map((error) => (error as Error).message)).to.deep.equal(['no disk']);
        expect(story).to.deep.equal(['bans closes', 'bans is closed']);
        const last = events.at(-1);
        expect(last?.type === 'health' && last.health).to.equal('stopped');
      })();
    });
  }

  it('may be a promise, or nothing at all', async () => {
    let saved = false;
    const save = () => Promise.resolve().then(() => (saved = true));
    const manager = new ConnectionManager<string, string>({ dial: () => NEVER, addresses: closable(save) }).start();
    await manager.stop();
    expect(saved).to.equal(true);
    const other = new ConnectionManager<string, string>({
      dial: () => NEVER,
      addresses: closable(() => undefined as never),
      bans: new NameBans([], { close: () => EMPTY }),
    }).start();
    await other.stop();
    expect(other.snapshot().health).to.equal('stopped');
  });

  it('is closed once, whoever stops how often: also from within a drain', () => {
    for (const drain of [0, 1_000]) {
      let closes = 0;
      const close = () => ((closes += 1), of(1));
      holding({ addresses: closable(close), act: () => ({ after: 60_000 }) }, ({ manager, at, flush }) => {
        manager.start();
        manager.connect('dialing');
        manager.connect('dialing, too');
        manager.events$.subscribe((event) => {
          if (event.type === 'ended') void manager.stop({ drain });
        });
        at(10, () => void manager.stop({ drain }));
        flush();
        expect(closes, `drain ${drain}`).to.equal(1);
      })();
    }
  });

  it('is not closed when it was never run: what was not loaded must not be saved', () => {
    let closes = 0;
    const close = () => ((closes += 1), of(1));
    holding({ addresses: closable(close), bans: new NameBans([], { close }) }, ({ manager, flush }) => {
      void manager.stop();
      flush();
      expect(closes).to.equal(0);
    })();
  });
});

describe('a stop from within the telling of an end', () => {
  for (const [what, options] of [
    ['at once', {}],
    ['with `drain`', { drain: 1_000 }],
  ] as const) {
    it(
      `${what}, waits for the end to be told`,
      holding({ visits: () => ({}) }, ({ manager, events, knock, flush }) => {
        manager.events$.subscribe((event) => {
          if (event.type === 'disconnected' && event.id === 1) void manager.stop(options);
        });
        manager.start();
        knock('v');
        manager.remove(1);
        flush();
        expect(events.map((event) => (event.type === 'health' ? event.health : event.type))).to.deep.equal([
          'idle',
          'established',
          'disconnected',
          'ended',
          'stopped',
        ]);
      }),
    );
  }
});

describe('a stop by whoever is asked about an address', () => {
  for (const name of ['key', 'group'] as const) {
    it(`(\`${name}\`) ends the request that it was asked for`, () => {
      let stop = () => {};
      const ask = (address: string) => {
        stop();
        return address;
      };
      holding({ [name]: ask }, ({ manager, script, flush }) => {
        stop = () => void manager.stop();
        manager.start();
        const handle = manager.connect('m', { permanent: true });
        expect(handle.state).to.equal('ended');
        expect(manager.get(handle.id)).to.equal(undefined);
        flush();
        expect(script.dials).to.deep.equal([]);
      })();
    });
  }
});

describe('whoever is asked as a request ends', () => {
  /** A source of one address, that counts who has it. */
  const counting = () => {
    const counts = { leases: 0 };
    const lease = (usable: (address: string) => boolean) =>
      new Observable<string>((subscriber) => {
        if (!usable('a')) return undefined;
        counts.leases += 1;
        subscriber.next('a');
        return () => (counts.leases -= 1);
      });
    return { counts, addresses: { lease } satisfies AddressSource<string> };
  };
  const down = new Error('down');

  it('may stop the manager: no rest is left, no lease and no request', () => {
    const { counts, addresses } = counting();
    let stop = () => {};
    const backoff = () => (stop(), 1_000);
    holding({ addresses, maxOutbound: 1, backoff, act: () => ({ error: down }) }, ({ manager, told, flush }) => {
      stop = () => void manager.stop();
      manager.start();
      expect(counts.leases).to.equal(0);
      flush();
      expect(told().at(-1)).to.equal('1 automatic ended failed');
      expect(asyncScheduler.now(), 'nothing was left to do').to.equal(0);
    })();
  });

  it(
    'may cut it off, just so',
    marbles(({ flush }) => {
      const { counts, addresses } = counting();
      const told: string[] = [];
      const dial = () => timer(5).pipe(mergeMap(() => throwError(() => down)));
      const cut = new Subscription();
      const backoff = () => (cut.unsubscribe(), 1_000);
      const events$ = NEVER.pipe(manage<string, string>({ dial, addresses, maxOutbound: 1, backoff }));
      cut.add(events$.subscribe(({ type }) => told.push(type)));
      flush();
      expect(counts.leases).to.equal(0);
      expect(asyncScheduler.now(), 'nothing was left to do').to.equal(5);
      expect(told).to.deep.equal(['health', 'dialing', 'failed']);
    }),
  );
});

describe('a source that is run', () => {
  it('may have a subscriber stop the manager at once: nothing is begun after that', () => {
    const story: string[] = [];
    const bans = new NameBans([], { run$: of(new Error('not loaded')) });
    const addresses: AddressSource<string> = {
      lease: () => NEVER,
      run$: new Observable(() => void story.push('source runs')),
    };
    const inbound = new Observable<never>(() => void story.push('listens'));
    holding({ addresses, bans, inbound }, ({ manager, events, flush }) => {
      manager.connect('p', { permanent: true });
      manager.events$.subscribe((event) => {
        if (event.type === 'health' && event.error) void manager.stop();
      });
      manager.start();
      flush();
      expect(story).to.deep.equal([]);
      expect(events.map((event) => (event.type === 'health' ? event.health : event.type))).to.deep.equal([
        'connecting',
        'connecting',
        'ended',
        'stopped',
      ]);
    })();
  });

  it('tells errors that end nothing, and is run again after one that does', () => {
    let runs = 0;
    const run$ = new Observable((subscriber) => {
      runs += 1;
      subscriber.next('read');
      subscriber.next(new Error('one line was damaged'));
      if (runs === 1) subscriber.error(new Error('cannot read'));
    });
    const addresses: AddressSource<string> = { lease: () => of('a'), run$ };
    holding({ addresses, maxOutbound: 1 }, ({ manager, complaints, at, flush }) => {
      manager.start();
      at(6_000, () => void manager.stop());
      flush();
      expect(complaints().map((error) => (error as Error).message)).to.deep.equal([
        'one line was damaged',
        'cannot read',
        'one line was damaged',
      ]);
    })();
  });
});

describe('a report that throws', () => {
  it('is told, but for one about that', () => {
    const addresses: AddressSource<string> = {
      lease: () => NEVER,
      report: () => {
        throw new Error('report threw');
      },
    };
    holding({ addresses, maxOutbound: 0 }, ({ manager, complaints, flush }) => {
      manager.start();
      manager.connect('m');
      void manager.stop();
      flush();
      expect(complaints()).to.have.length(2);
    })();
  });
});

describe('addresses of a list', () => {
  it('have nothing to close', () => {
    holding({ addresses: names(2) }, ({ manager, at, flush }) => {
      let completed = false;
      manager.events$.subscribe({ complete: () => (completed = true) });
      manager.start();
      at(10, () => {
        void manager.stop();
        expect(completed, 'in the same turn').to.equal(true);
      });
      flush();
    })();
  });
});

import { expect } from 'chai';
import {
  AddressBook,
  ConnectionManager,
  manage,
  snapshots,
  type AddressSource,
  type Command,
  type ConnectionEvent,
} from 'rx-connmgr';
import { expectClean, expectInvariants, invariants, marbles, virtualNetwork } from 'rx-connmgr/testing';
import { BehaviorSubject, NEVER, Observable, Subject, asyncScheduler, filter, map, take } from 'rxjs';
import { holding, names } from '../support/hold.js';
import { NameBans } from '../support/name-bans.js';

const down = new Error('refused');
const stories = (events: readonly ConnectionEvent<string, string>[]) =>
  events.map((event) => (event.type === 'health' ? event.health : `${event.id} ${event.type}`));

describe('a suspension', () => {
  it(
    'closes what there is, tells of it, dials nothing, and has every place and permanent request back when it ends',
    holding({ addresses: names(10), maxOutbound: 2, visits: () => ({}) }, (held) => {
      const { manager, script, visitors, events, knock, at, flush } = held;
      manager.start();
      manager.connect('p', { permanent: true });
      manager.connect('m');
      knock('v');
      at(10_000, () => {
        const before = events.length;
        manager.suspend();
        expect([script.open, script.dialing, visitors.open]).to.deep.equal([0, 0, 0]);
        expect(manager.connections.size).to.equal(0);
        expect(stories(events.slice(before))).to.deep.equal([
          'suspended',
          ...['1 disconnected', '1 ended', '2 disconnected', '2 ended', '3 disconnected'],
          ...['4 disconnected', '4 ended', '5 disconnected', '5 ended'],
        ]);
        const reasons = events.slice(before).map((event) => (event.type === 'ended' ? event.reason : ''));
        expect(new Set(reasons)).to.deep.equal(new Set(['', 'suspended']));
        expect(manager.snapshot().requests).to.deep.equal([
          { id: 3, address: 'p', kind: 'permanent', state: 'queued', since: 10_000, failures: 0 },
        ]);
        expectInvariants(manager.snapshot(), { settled: true });
      });
      at(3_600_000, () => {
        expect(script.dials).to.have.length(4);
        expect(manager.snapshot().health).to.equal('suspended');
        manager.resume();
      });
      at(3_601_000, () => {
        expect(script.times('p')).to.deep.equal([0, 3_600_000]);
        expect(manager.get(3)?.state).to.equal('established');
        expect(script.open).to.equal(3);
        expect(manager.snapshot().health).to.equal('ok');
      });
      at(3_602_000, () => void manager.stop());
      flush();
    }),
  );

  it('leaves no timer: what rests, waits, dials or asks is let go of', () => {
    const act = (key: string) => (key === 'a0' ? { error: down } : key === 'a1' ? { after: 60_000 } : {});
    const lease: AddressSource<string>['lease'] = () => NEVER;
    for (const addresses of [names(3), { lease } satisfies AddressSource<string>]) {
      holding({ addresses, maxOutbound: 5, act }, ({ manager, at, flush }) => {
        manager.start();
        manager.connect('a0', { permanent: true });
        manager.connect('a1');
        at(1_234, () => manager.suspend());
        flush();
        expect(asyncScheduler.now(), 'when the last timer was due').to.equal(1_234);
        expect(manager.snapshot().requests.map(({ state }) => state)).to.deep.equal(['queued', 'queued']);
      })();
    }
  });

  it('gives every address back at once, and asks for none', () => {
    const leases = { held: 0, asked: 0 };
    const addresses: AddressSource<string> = {
      lease: (usable) =>
        new Observable<string>((subscriber) => {
          leases.asked += 1;
          const address = ['a', 'b', 'c'].find(usable);
          if (address === undefined) return undefined;
          leases.held += 1;
          subscriber.next(address);
          return () => (leases.held -= 1);
        }),
    };
    const act = (key: string) => (key === 'a' ? { error: down } : {});
    holding({ addresses, maxOutbound: 2, act }, ({ manager, at, flush }) => {
      manager.start();
      at(100, () => {
        expect(leases.held, 'two in use, and one at rest').to.equal(3);
        manager.suspend();
        expect(leases.held).to.equal(0);
        leases.asked = 0;
      });
      at(99_000, () => {
        expect(leases.asked).to.equal(0);
        manager.resume();
      });
      at(99_100, () => expect(leases.held).to.equal(3));
      at(100_000, () => void manager.stop());
      flush();
    })();
  });

  it(
    'counts as nobody’s failure: a dial that is cut off is no failure, and a connection that was too short is none',
    holding(
      { addresses: ['a'], maxOutbound: 1, act: (_, n) => (n === 1 ? { after: 1_000 } : {}) },
      ({ manager, script, events, at, flush }) => {
        manager.start();
        const permanent = manager.connect('p', { permanent: true });
        at(500, () => manager.suspend());
        at(600, () => manager.resume());
        at(700, () => {
          expect(script.times('a')).to.deep.equal([0, 600]);
          expect(script.times('p')).to.deep.equal([0, 600]);
          expect(permanent.state).to.equal('established');
          manager.suspend();
          manager.resume();
        });
        at(800, () => {
          expect(script.times('a')).to.deep.equal([0, 600, 700]);
          expect(script.times('p')).to.deep.equal([0, 600, 700]);
          void manager.stop();
        });
        flush();
        const { failed, waiting } = manager.snapshot().totals;
        expect([failed, waiting]).to.deep.equal([0, 0]);
        const ids = events.flatMap((event) => (event.type === 'dialing' && event.address === 'p' ? [event.id] : []));
        expect(ids).to.deep.equal([2, 2, 2]);
      },
    ),
  );

  it(
    'forgives the wait of a permanent request, whose failures are counted on',
    holding({ act: () => ({ error: down }) }, ({ manager, script, told, at, flush }) => {
      manager.start().connect('p', { permanent: true });
      at(16_000, () => {
        expect(script.times('p')).to.deep.equal([0, 5_000, 15_000]);
        manager.suspend();
        expect(manager.snapshot().requests[0]).to.deep.include({ state: 'queued', failures: 3, error: down });
        expect(manager.snapshot().requests[0]).not.to.have.property('retryAt');
      });
      at(17_000, () => manager.resume());
      at(17_001, () => void manager.stop());
      flush();
      expect(script.times('p').at(-1)).to.equal(17_000);
      expect(told(1).at(-2)).to.equal('1 permanent waiting 4 20000');
    }),
  );

  it(
    'forgives the rests of addresses, and remembers how often they failed',
    holding({ addresses: ['a'], maxOutbound: 1, act: () => ({ error: down }) }, ({ manager, script, at, flush }) => {
      manager.start();
      at(6_000, () => {
        manager.suspend();
        manager.resume();
      });
      at(20_000, () => expect(script.times('a')).to.deep.equal([0, 5_000, 6_000]));
      at(22_000, () => void manager.stop());
      flush();
      expect(script.times('a'), 'the third failure in a row').to.deep.equal([0, 5_000, 6_000, 21_000]);
    }),
  );

  it(
    'forgives an address its failures if the connection that it ends had lasted',
    holding(
      { addresses: ['a'], maxOutbound: 1, act: (_, n) => (n === 2 ? {} : { error: down }) },
      ({ manager, script, at, flush }) => {
        manager.start();
        at(20_000, () => {
          manager.suspend();
          manager.resume();
        });
        at(26_000, () => void manager.stop());
        flush();
        expect(script.times('a')).to.deep.equal([0, 5_000, 20_000, 25_000]);
      },
    ),
  );

  it(
    'ends an outage: afterwards as many dial at once as usual',
    holding(
      { addresses: names(100), maxOutbound: 4, maxFailedAttempts: 10, act: () => ({ after: 1, error: down }) },
      ({ manager, script, events, at, flush }) => {
        manager.start();
        at(30_000, () => {
          expect(manager.snapshot().health).to.equal('outage');
          manager.suspend();
        });
        at(60_000, () => {
          const dials = script.dials.length;
          manager.resume();
          expect(manager.snapshot().health).to.equal('connecting');
          at(500, () => {
            expect(script.dials.length - dials, 'till it is an outage again').to.be.within(10, 14);
            void manager.stop();
          });
        });
        flush();
        const healths = events.flatMap((event) => (event.type === 'health' ? [event.health] : []));
        const expected = ['connecting', 'outage', 'suspended', 'connecting', 'outage', 'stopped'];
        expect(healths).to.deep.equal(expected);
      },
    ),
  );

  it(
    'wakes nobody who waits as it ends an outage',
    holding(
      {
        ...{ addresses: names(20), maxOutbound: 2, maxFailedAttempts: 5, act: () => ({ error: down }) },
        backoff: () => 300_000,
      },
      ({ manager, events, at, flush }) => {
        manager.start().connect('p', { permanent: true });
        at(50_000, () => {
          expect(manager.snapshot().health).to.equal('outage');
          const before = events.length;
          manager.suspend();
          expect(stories(events.slice(before))).to.deep.equal(['suspended']);
        });
        at(60_000, () => void manager.stop());
        flush();
      },
    ),
  );

  it('leaves nothing to be woken of a wait in the telling of which it comes', () => {
    let fails = true;
    const act = () => (fails ? { error: down } : {});
    holding({ act }, ({ manager, script, events, at, flush }) => {
      manager.events$
        .pipe(
          filter(({ type }) => type === 'waiting'),
          take(1),
        )
        .subscribe(() => {
          fails = false;
          manager.suspend();
          manager.resume();
          manager.retry(1);
        });
      manager.start().connect('p', { permanent: true });
      at(1_000, () => {
        expect(script.times('p')).to.deep.equal([0, 0]);
        expect(manager.get(1)?.state).to.equal('established');
        void manager.stop();
      });
      flush();
      expect(events.filter(({ type }) => type === 'dialing')).to.have.length(2);
    })();
  });

  it(
    'ends with the permanent requests first, then those asked for, then the places, a few at a time',
    holding(
      { addresses: names(9), maxOutbound: 3, maxDialing: 1, act: () => ({ after: 10 }) },
      ({ manager, script, at, flush }) => {
        manager.start();
        at(1_000, () => manager.suspend());
        at(2_000, () => {
          script.dials.length = 0;
          manager.connect('m');
          manager.connect('p', { permanent: true });
          manager.connect('q', { permanent: true });
          manager.resume();
        });
        at(3_000, () => {
          expect(script.dials.map(({ key }) => key).slice(0, 3)).to.deep.equal(['p', 'q', 'm']);
          expect(script.dials.map(({ at: when }) => when)).to.deep.equal([2_000, 2_010, 2_020, 2_030, 2_040, 2_050]);
          void manager.stop();
        });
        flush();
      },
    ),
  );

  it(
    'ends no faster than `maxDialRate` allows',
    holding({ addresses: names(50), maxOutbound: 40, maxDialRate: 10 }, ({ manager, script, at, flush }) => {
      manager.start();
      at(10_000, () => manager.suspend());
      at(20_000, () => {
        script.dials.length = 0;
        manager.resume();
      });
      at(20_950, () => expect(script.dials.length).to.be.at.most(10));
      at(24_500, () => {
        expect(script.open).to.equal(40);
        void manager.stop();
      });
      flush();
    }),
  );
});

describe('while it is suspended', () => {
  it(
    'a manual request whose dial was cut off waits, and so does one that is asked for',
    holding({ act: () => ({ after: 100 }) }, ({ manager, script, at, flush }) => {
      const cut = manager.start().connect('m');
      at(50, () => manager.suspend());
      at(60, () => {
        expect([script.dialing, cut.state]).to.deep.equal([0, 'queued']);
        expect(manager.connect('n').state).to.equal('queued');
        const again = manager.connect('n');
        void again.ended().then((reason) => expect(reason).to.equal('duplicate'));
        expect(again.state).to.equal('ended');
      });
      at(70, () => manager.resume());
      at(200, () => {
        expect([...manager.connections.values()].map(({ address }) => address)).to.deep.equal(['m', 'n']);
        expect(cut.state).to.equal('established');
        void manager.stop();
      });
      flush();
    }),
  );

  it(
    'what is asked for can be removed, a permanent one stays when it is disconnected, and there is nothing to retry',
    holding({}, ({ manager, script, told, at, flush }) => {
      manager.start();
      manager.suspend();
      const [m, n, p, q] = [manager.connect('m'), manager.connect('n'), manager.connect('p', { permanent: true }), 'q'];
      const removed = manager.connect(q, { permanent: true });
      expect([m.remove(), n.disconnect(), p.disconnect(), removed.remove()]).to.deep.equal([true, true, true, true]);
      expect([manager.retry(), manager.retry(p.id), manager.retry(99)]).to.deep.equal([false, true, false]);
      expect(manager.identify(p.id, 'somebody')).to.equal(false);
      expect([m.state, n.state, p.state, removed.state]).to.deep.equal(['ended', 'ended', 'queued', 'ended']);
      at(10, () => manager.resume());
      at(20, () => void manager.stop());
      flush();
      expect(script.dials.map(({ key }) => key)).to.deep.equal(['p']);
      expect([told(1), told(2)]).to.deep.equal([['1 manual ended removed'], ['2 manual ended closed']]);
    }),
  );

  it(
    'whoever comes is refused, and so is whoever shakes hands; listening goes on',
    holding({ visits: (key) => (key === 'slow' ? { after: 1_000 } : {}) }, (held) => {
      const { manager, visitors, refused, complaints, knock, at, flush } = held;
      manager.start();
      knock('slow');
      at(10, () => {
        manager.suspend();
        expect(visitors.dialing).to.equal(0);
        expect(knock('early')).to.equal(false);
        expect(refused).to.deep.equal(['suspended slow', 'suspended early']);
      });
      at(20, () => {
        manager.resume();
        expect(knock('late')).to.equal(true);
        expect(manager.connections.size).to.equal(1);
        void manager.stop();
      });
      flush();
      expect(String(complaints()[0])).to.match(/Refused 1 inbound connection \(suspended\), the last from slow/);
    }),
  );

  it(
    'nobody is let in for whom a connection was closed just now, by whose end it was suspended',
    holding(
      { visits: () => ({}), maxInbound: 1, evict: () => 1 },
      ({ manager, visitors, refused, knock, at, flush }) => {
        manager.events$.subscribe((event) => {
          if (event.type === 'ended') manager.suspend();
        });
        manager.start();
        knock('first');
        at(10, () => {
          expect(knock('second')).to.equal(false);
          expect(visitors.open).to.equal(0);
          expect(refused).to.deep.equal(['suspended second']);
        });
        flush();
      },
    ),
  );

  it(
    'bans hold, and end what is queued, but for permanent requests',
    (() => {
      const bans = new NameBans();
      return holding({ bans, addresses: ['a', 'b'], maxOutbound: 1 }, ({ manager, script, told, at, flush }) => {
        manager.suspend();
        manager.start();
        manager.connect('m');
        manager.connect('p', { permanent: true });
        at(10, () => {
          for (const name of ['m', 'p', 'a']) bans.ban(name);
          expect(manager.connect('a').state).to.equal('ended');
        });
        at(20, () => manager.resume());
        at(30, () => void manager.stop());
        flush();
        expect(told(1)).to.deep.equal(['1 manual ended banned']);
        expect(script.dials.map(({ key }) => key)).to.deep.equal(['p', 'b']);
      });
    })(),
  );

  it('the number of places may change, fixed by a stream or by the room that is left', () => {
    for (const more of [1, 5]) {
      const maxOutbound = new BehaviorSubject(3);
      holding({ addresses: names(9), maxOutbound }, ({ manager, script, at, flush }) => {
        manager.start();
        at(10, () => manager.suspend());
        at(20, () => maxOutbound.next(more));
        at(1_000, () => {
          expect(script.open).to.equal(0);
          manager.resume();
        });
        at(2_000, () => {
          expect(script.open).to.equal(more);
          maxOutbound.next(2);
        });
        at(3_000, () => {
          expect(script.open).to.equal(2);
          void manager.stop();
        });
        flush();
      })();
    }
    holding({ addresses: names(9), maxOutbound: 3, maxPeers: 3 }, ({ manager, at, flush }) => {
      manager.start();
      at(10, () => manager.suspend());
      at(20, () => {
        manager.connect('p', { permanent: true });
        manager.connect('q', { permanent: true }).remove();
        manager.resume();
      });
      at(1_000, () => {
        expect([...manager.connections.values()].map(({ kind }) => kind).sort()).to.deep.equal([
          'automatic',
          'automatic',
          'permanent',
        ]);
        void manager.stop();
      });
      flush();
    })();
  });

  it('no plain stream of addresses is listened to; it is asked anew afterwards', () => {
    const story: string[] = [];
    const addresses = new Observable<string>((subscriber) => {
      story.push('asked');
      subscriber.next('a');
      return () => story.push('left');
    });
    holding({ addresses, maxOutbound: 1 }, ({ manager, script, at, flush }) => {
      manager.suspend();
      manager.start();
      expect(story).to.deep.equal([]);
      manager.resume();
      at(10, () => {
        manager.suspend();
        expect(story).to.deep.equal(['asked', 'left']);
      });
      at(20, () => {
        manager.resume();
        expect(story).to.deep.equal(['asked', 'left', 'asked']);
      });
      at(30, () => {
        expect(script.open).to.equal(1);
        void manager.stop();
      });
      flush();
    })();
  });

  it('no stream of addresses that failed is asked again, and nothing waits for that', () => {
    const addresses = new Observable<string>((subscriber) => subscriber.error(new Error('no seeds')));
    holding({ addresses, maxOutbound: 1 }, ({ manager, complaints, at, flush }) => {
      manager.start();
      at(100, () => manager.suspend());
      flush();
      expect(complaints()).to.have.length(1);
      expect(asyncScheduler.now()).to.equal(100);
    })();
  });

  it('a source of one’s own runs on: it is told, and may have something to save', () => {
    const [told, run$]: [string[], Subject<never>] = [[], new Subject()];
    const addresses: AddressSource<string> = {
      lease: () => NEVER,
      report: (event) => {
        if (event.type === 'health') told.push(event.health);
      },
      run$,
    };
    holding({ addresses, maxOutbound: 1 }, ({ manager, at, flush }) => {
      manager.start();
      manager.suspend();
      expect(run$.observed).to.equal(true);
      at(10, () => manager.resume());
      at(20, () => {
        expect(told).to.deep.equal(['connecting', 'starving', 'suspended', 'connecting', 'starving']);
        void manager.stop();
      });
      flush();
      expect(run$.observed).to.equal(false);
    })();
  });
});

describe('an address book of a manager that is suspended', () => {
  it(
    'has no seed asked, and leases those again whom the manager was connected to',
    marbles(({ flush, cold }) => {
      const network = virtualNetwork({ seed: 3, peers: 60, latency: 20 });
      let asked = 0;
      const feed = new Observable<never>(() => {
        asked += 1;
        return () => (asked -= 1);
      });
      const book = new AddressBook({ feed, feedBackoff: () => 1_000, anchors: 2, goodAfter: 1_000 });
      book.add(network.addresses.slice(0, 3), { host: '11.9.9.9', port: 1 });
      const manager = new ConnectionManager({ dial: network.dial, addresses: book, maxOutbound: 4 }).start();
      const connected: string[][] = [];
      const remember = () => connected.push([...manager.connections.values()].map(({ address }) => address.host));
      const script = {
        a: () => {
          remember();
          expect(asked, 'for want of a fourth').to.equal(1);
        },
        s: () => {
          manager.suspend();
          expect(asked).to.equal(0);
        },
        r: () => {
          book.add(network.addresses.slice(3), { host: '11.9.9.9', port: 1 });
          manager.resume();
        },
        b: () => remember(),
        e: () => void manager.stop(),
      };
      cold('9s a s 60m r 2s b e', script).subscribe((act) => void act());
      flush();
      const [before, after] = connected as [string[], string[]];
      expect(before).to.have.length(3);
      expect(after).to.have.length(4);
      expect(after.slice(0, 2)).to.deep.equal(before.slice(0, 2));
      expectClean(network);
    }),
  );
});

describe('suspend and resume', () => {
  it(
    'before the start: it starts suspended, or as if it had never been',
    holding({ addresses: names(5), maxOutbound: 1 }, ({ manager, script, events, at, flush }) => {
      manager.suspend();
      manager.connect('p', { permanent: true });
      expect(manager.snapshot().health).to.equal('idle');
      manager.start();
      expect(manager.snapshot().health).to.equal('suspended');
      expect(stories(events)).to.deep.equal(['suspended']);
      at(10, () => {
        expect(script.dials).to.deep.equal([]);
        manager.resume();
      });
      at(20, () => {
        expect(script.open).to.equal(2);
        void manager.stop();
      });
      flush();
      const other = new ConnectionManager<string, string>({ dial: () => NEVER, addresses: ['a'], maxOutbound: 1 });
      other.suspend();
      other.resume();
      expect(other.start().snapshot().health).to.equal('connecting');
      void other.stop();
    }),
  );

  it(
    'twice is once, and resuming what is not suspended does nothing',
    holding({ addresses: names(5), maxOutbound: 2 }, ({ manager, script, events, at, flush }) => {
      manager.start();
      at(10, () => {
        manager.resume();
        expect(script.dials).to.have.length(2);
        manager.suspend();
        const told = events.length;
        manager.suspend();
        expect(events).to.have.length(told);
      });
      at(20, () => {
        manager.resume();
        manager.resume();
      });
      at(1_000, () => {
        expect(script.open).to.equal(2);
        void manager.stop();
        const told = events.length;
        manager.suspend();
        manager.resume();
        expect(events).to.have.length(told);
        expect(manager.snapshot().health).to.equal('stopped');
      });
      flush();
    }),
  );

  it(
    'may be stopped while suspended, at once even with `drain`',
    holding({ addresses: names(5) }, ({ manager, told, at, flush }) => {
      manager.start().connect('p', { permanent: true });
      at(10, () => manager.suspend());
      at(20, () => void manager.stop({ drain: 60_000 }));
      flush();
      expect(asyncScheduler.now()).to.equal(20);
      expect(told().at(-1)).to.match(/permanent ended stopped/);
    }),
  );

  it(
    'of one that drains is its stop',
    holding({ addresses: names(5), maxOutbound: 1 }, ({ manager, script, told, at, flush }) => {
      manager.start();
      at(10, () => void manager.stop({ drain: 60_000 }));
      at(20, () => manager.suspend());
      flush();
      expect(asyncScheduler.now()).to.equal(20);
      expect([script.open, told().at(-1)]).to.deep.equal([0, '1 automatic ended stopped']);
    }),
  );

  for (const type of ['dialing', 'established', 'failed', 'disconnected', 'waiting', 'ended', 'health'] as const) {
    it(`may be called by whoever is told of \`${type}\`, and by whoever is told of that`, () => {
      const act = (_: string, n: number) => (n === 1 ? {} : n === 2 ? { error: down } : { after: 5, lasts: 6_000 });
      for (const resumed of ['at once', 'when told', 'later'] as const) {
        holding(
          { addresses: names(4), maxOutbound: 2, act, visits: () => ({}) },
          ({ manager, script, visitors, knock, at, flush }) => {
            const settled = () => {
              if (manager.snapshot().health === 'suspended') {
                expect([script.open, script.dialing, visitors.open]).to.deep.equal([0, 0, 0]);
              }
            };
            manager.events$.pipe(invariants()).subscribe();
            manager.events$
              .pipe(
                filter((event) => event.type === type),
                take(3),
              )
              .subscribe(() => {
                manager.suspend();
                if (resumed === 'at once') manager.resume();
              });
            if (resumed === 'when told') {
              manager.events$.subscribe((event) => {
                if (event.type === 'health' && event.health === 'suspended') manager.resume();
              });
            }
            manager.start();
            manager.connect('p', { permanent: true });
            manager.connect('m');
            for (const when of [1_000, 20_000, 40_000]) {
              at(when, () => {
                settled();
                knock(`v${when}`);
                script.hangUp('p');
                script.hangUp('a0', new Error('reset'));
                settled();
              });
              at(when + 5_000, () => manager.resume());
            }
            at(300_000, () => {
              manager.resume();
              at(10_000, () => {
                expectInvariants(manager.snapshot(), { maxOutbound: 2, settled: true });
                const automatic = manager.snapshot().requests.filter(({ kind }) => kind === 'automatic');
                expect(automatic.length).to.be.at.most(2);
                expect(script.open).to.equal(manager.connections.size - visitors.open);
                void manager.stop();
              });
            });
            flush();
          },
        )();
      }
    });
  }

  it(
    'are commands, too',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const letters = { dialing: 'd', established: 'e', failed: 'f', disconnected: 'x', waiting: 'w', ended: '.' };
      const commands = hot<Command<string>>('-p------s------r---|', {
        p: { type: 'connect', address: 'Ada', permanent: true },
        s: { type: 'suspend' },
        r: { type: 'resume' },
      });
      const dial = cold('                     --c-----');
      const sockets = ['                      -^------!', '---------------^---!'];
      const expected = '                      -d-e----x------d-e-(x.|)';
      const story$ = commands.pipe(
        manage({ dial: () => dial }),
        filter((event) => event.type !== 'health'),
        map(({ type }) => letters[type]),
      );
      expectObservable(story$).toBe(expected);
      expectSubscriptions(dial.subscriptions).toBe(sockets);
    }),
  );

  it(
    'are seen by those who fold the events, as the manager itself has it',
    holding({ act: (key) => (key === 'w' ? { error: down } : key === 'd' ? { after: 1_000 } : {}) }, (held) => {
      const { manager, at, flush } = held;
      const folded: unknown[] = [];
      manager.events$.pipe(snapshots()).subscribe(({ requests }) => folded.push(requests));
      manager.start();
      for (const name of ['e', 'w', 'd']) manager.connect(name, { permanent: true });
      manager.connect('m');
      at(500, () => manager.suspend());
      at(501, () => {
        expect(manager.snapshot().requests.map(({ state }) => state)).to.deep.equal(['queued', 'queued', 'queued']);
        expect(folded.at(-1)).to.deep.equal(manager.snapshot().requests);
        void manager.stop();
      });
      flush();
    }),
  );
});

import { expect } from 'chai';
import { ConnectionManager, type ConnectionError, type EndReason, type Kind } from 'rx-connmgr';
import { BehaviorSubject, NEVER, Subject } from 'rxjs';
import { holding, names, type Held } from '../support/hold.js';

const visitors = { visits: () => ({}) };

/** How many requests there are of each kind. */
const kinds = ({ manager }: Pick<Held, 'manager'>): Partial<Record<Kind, number>> => {
  const counts: Partial<Record<Kind, number>> = {};
  for (const { kind } of manager.snapshot().requests) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

/** Who ended for that reason, in order. */
const ended = ({ events }: Pick<Held, 'events'>, reason: EndReason): readonly string[] =>
  events.flatMap((event) => (event.type === 'ended' && event.reason === reason ? [event.address] : []));

const knocks = ({ knock }: Pick<Held, 'knock'>, count: number): readonly boolean[] =>
  Array.from({ length: count }, (_, i) => knock(`v${i}`));

describe('`maxInbound`', () => {
  it(
    'is how many may have come in: who finds no room is refused at once, and in once there is some',
    holding({ ...visitors, maxInbound: 2 }, (held) => {
      const { manager, visitors: peers, knock, refused, flush } = held;
      manager.start();
      expect(knocks(held, 4)).to.deep.equal([true, true, false, false]);
      expect(refused).to.deep.equal(['full v2', 'full v3']);
      peers.hangUp('v0');
      expect([knock('w'), knock('x')]).to.deep.equal([true, false]);
      flush();
      expect(peers.most).to.equal(2);
    }),
  );

  it(
    'counts those in their handshake',
    holding({ maxInbound: 1, visits: () => ({ after: 10, error: new Error('no') }) }, (held) => {
      const { manager, knock, at, flush } = held;
      manager.start();
      expect(knocks(held, 2)).to.deep.equal([true, false]);
      at(11, () => expect(knock('w'), 'the handshake failed').to.equal(true));
      flush();
    }),
  );

  it(
    '0 is nobody',
    holding({ ...visitors, maxInbound: 0 }, (held) => {
      held.manager.start();
      expect(knocks(held, 2)).to.deep.equal([false, false]);
    }),
  );

  it(
    'absent, is no limit',
    holding(visitors, (held) => {
      held.manager.start();
      expect(knocks(held, 1_000).every((one) => one)).to.equal(true);
    }),
  );

  it('changes: it begins with 0, and when it falls the youngest go, in whatever phase they are', () => {
    const maxInbound = new Subject<number>();
    holding({ maxInbound, visits: (key) => (key === 'v4' ? { after: 50 } : {}) }, (held) => {
      const { manager, visitors: peers, refused, complaints, flush } = held;
      manager.start();
      expect(held.knock('early')).to.equal(false);
      maxInbound.next(5);
      expect(knocks(held, 6)).to.deep.equal([true, true, true, true, true, false]);
      maxInbound.next(2);
      expect([peers.open, peers.dialing]).to.deep.equal([2, 0]);
      expect(ended(held, 'surplus')).to.deep.equal(['v3', 'v2']);
      expect(refused, 'one was not established yet').to.deep.equal(['full early', 'full v5', 'full v4']);
      const before = complaints().length;
      maxInbound.next(-1);
      maxInbound.next('3' as never);
      maxInbound.error(new Error('broken'));
      expect(
        complaints()
          .slice(before)
          .map((error) => (error as Error).message),
      ).to.deep.equal([
        'Expected `maxInbound` to be a whole number ≥ 0, got `-1`',
        'Expected `maxInbound` to be a whole number ≥ 0, got `"3"`',
        'broken',
      ]);
      expect(peers.open, 'what held before holds on').to.equal(2);
      flush();
    })();
  });

  it('refuses what is no limit, before anything is subscribed to', () => {
    const make = (options: object) => () => new ConnectionManager<string, string>({ dial: () => NEVER, ...options });
    expect(make({ maxInbound: -1 })).to.throw('Expected `maxInbound` to be a whole number ≥ 0, got `-1`');
    expect(make({ maxPeers: 1.5 })).to.throw('Expected `maxPeers` to be a whole number ≥ 0, got `1.5`');
    expect(make({ evict: true })).to.throw('Expected `evict` to be a function, got `true`');
    expect(make({ maxInbound: undefined, maxPeers: undefined, evict: undefined })).not.to.throw();
  });
});

describe('those that are `allowed`', () => {
  it(
    'pass the limits, take no room, and free none',
    holding({ ...visitors, maxInbound: 1, maxPeers: 1, maxOutbound: 0 }, (held) => {
      const { manager, visitors: peers, knock, flush } = held;
      manager.start();
      expect(knock('v')).to.equal(true);
      expect([knock('friend', true), knock('other friend', true)]).to.deep.equal([true, true]);
      peers.hangUp('friend');
      expect(knock('w'), 'v is there').to.equal(false);
      peers.hangUp('v');
      expect(knock('w')).to.equal(true);
      flush();
    }),
  );

  it('stay when a limit falls', () => {
    const maxInbound = new BehaviorSubject(1);
    holding({ ...visitors, maxInbound }, (held) => {
      held.manager.start();
      held.knock('v');
      held.knock('friend', true);
      maxInbound.next(0);
      expect(ended(held, 'surplus')).to.deep.equal(['v']);
      expect(kinds(held)).to.deep.equal({ inbound: 1 });
      held.flush();
    })();
  });
});

describe('`evict`', () => {
  /** Asks `choose` who has to go. */
  const choosing = (
    choose: (manager: ConnectionManager<string, string>, newcomer: string) => number | undefined,
    body: (held: Held & { readonly asked: readonly string[] }) => void,
    options: object = { maxInbound: 2 },
  ) => {
    let manager: ConnectionManager<string, string>;
    const asked: string[] = [];
    return holding(
      {
        ...visitors,
        ...options,
        evict: ({ address }) => {
          asked.push(address);
          return choose(manager, address);
        },
      },
      (held) => {
        manager = held.manager;
        manager.start();
        body({ ...held, asked });
        held.flush();
      },
    );
  };

  it(
    'says who makes room: that one ends as surplus, and the newcomer is in',
    choosing(
      () => 1,
      (held) => {
        expect(knocks(held, 3)).to.deep.equal([true, true, true]);
        expect(ended(held, 'surplus')).to.deep.equal(['v0']);
        expect(held.visitors.open).to.equal(2);
        expect(held.refused).to.deep.equal([]);
        expect(held.asked, 'only when there is no room').to.deep.equal(['v2']);
      },
    ),
  );

  for (const [what, choose] of [
    ['nobody', () => undefined],
    ['a request that there is not', () => 99],
    ['one that we dialled', (manager: ConnectionManager<string, string>) => manager.connect('m').id],
    ['one that is allowed', () => 1],
  ] as const) {
    it(
      `that names ${what} lets everybody stay, and the newcomer is refused`,
      choosing(choose, (held) => {
        held.knock('friend', true);
        expect(knocks(held, 3)).to.deep.equal([true, true, false]);
        expect(ended(held, 'surplus')).to.deep.equal([]);
        expect(held.refused).to.deep.equal(['full v2']);
      }),
    );
  }

  it(
    'that throws is told, sparingly, and the newcomer is refused',
    choosing(
      () => {
        throw new Error('evict threw');
      },
      (held) => {
        expect(knocks(held, 502).filter((one) => one)).to.have.length(2);
        expect(held.refused).to.have.length(500);
        const told = held.complaints().filter((error) => (error as Error).message === 'evict threw');
        expect(told).to.have.length(10);
      },
    ),
  );

  it(
    'is not asked where nobody may come in',
    choosing(
      () => 1,
      (held) => {
        held.manager.connect('m');
        expect(knocks(held, 2)).to.deep.equal([false, false]);
        expect(held.asked).to.deep.equal([]);
      },
      { maxPeers: 1, maxOutbound: 0 },
    ),
  );
});

describe('`maxPeers`', () => {
  const full = { ...visitors, addresses: names(20), maxOutbound: 3, maxPeers: 6 };

  it(
    'leaves the places their room, whether they are filled or not: the rest may come in',
    holding({ ...full, act: () => ({ after: 60_000 }) }, (held) => {
      held.manager.start();
      expect(knocks(held, 5)).to.deep.equal([true, true, true, false, false]);
      expect(kinds(held)).to.deep.equal({ automatic: 3, inbound: 3 });
    }),
  );

  it(
    'and `maxInbound`: the lower of both holds',
    holding({ ...full, maxInbound: 1 }, (held) => {
      held.manager.start();
      expect(knocks(held, 3)).to.deep.equal([true, false, false]);
    }),
  );

  it(
    'is shared with manual requests: one that finds no room ends as full, at once and with an error',
    holding(full, (held) => {
      const { manager, visitors: peers, events, flush } = held;
      manager.start();
      knocks(held, 2);
      expect([manager.connect('m1').state, manager.connect('m2').state]).to.deep.equal(['established', 'ended']);
      expect(held.knock('w')).to.equal(false);
      const told = events.find((event) => event.type === 'ended');
      expect(told?.type === 'ended' && told.reason).to.equal('full');
      expect(told?.type === 'ended' && (told.error as ConnectionError).message).to.equal(
        'There is no room for another manual request',
      );
      peers.hangUp('v0');
      expect(manager.connect('m2').state).to.equal('established');
      flush();
    }),
  );

  it(
    'gives the room of those who come in to permanent requests, the youngest first; then places; then that of manual ones',
    holding(full, (held) => {
      const { manager, flush } = held;
      const wish = (name: string) => manager.connect(name, { permanent: true }).state;
      manager.start();
      manager.connect('m');
      knocks(held, 2);
      expect(kinds(held)).to.deep.equal({ automatic: 3, manual: 1, inbound: 2 });
      wish('p1');
      expect(ended(held, 'surplus')).to.deep.equal(['v1']);
      wish('p2');
      expect(ended(held, 'surplus')).to.deep.equal(['v1', 'v0']);
      wish('p3');
      expect(ended(held, 'surplus'), 'the manual one has its room last').to.deep.equal(['v1', 'v0', 'm']);
      expect(kinds(held)).to.deep.equal({ automatic: 3, permanent: 3 });
      wish('p4');
      expect(kinds(held)).to.deep.equal({ automatic: 2, permanent: 4 });
      wish('p5');
      wish('p6');
      expect(kinds(held)).to.deep.equal({ permanent: 6 });
      expect(wish('p7'), 'no room for one more').to.equal('ended');
      expect(ended(held, 'full')).to.deep.equal(['p7']);
      expect(manager.snapshot().health).to.equal('ok');
      flush();
    }),
  );

  it(
    'gives the places their room back when a permanent request ends, once that is told',
    holding({ ...full, maxPeers: 3 }, (held) => {
      const { manager, script, at, flush } = held;
      let most = 0;
      manager.events$.subscribe(() => (most = Math.max(most, manager.snapshot().requests.length)));
      const handles = ['p1', 'p2', 'p3'].map((name) => manager.connect(name, { permanent: true }));
      manager.start();
      expect(script.dials).to.have.length(3);
      at(100, () => handles.forEach((handle) => handle.remove()));
      at(5_000, () => {
        expect(kinds(held)).to.deep.equal({ automatic: 3 });
        void manager.stop();
      });
      flush();
      expect(most).to.equal(3);
    }),
  );

  it(
    'counts a permanent request in whatever state',
    holding({ ...full, maxPeers: 1, maxOutbound: 1, act: () => ({ error: new Error('down') }) }, (held) => {
      const { manager, script, at, flush } = held;
      manager.connect('p', { permanent: true });
      manager.start();
      at(60_000, () => {
        expect(script.dials.every(({ key }) => key === 'p')).to.equal(true);
        expect(held.knock('v')).to.equal(false);
        void manager.stop();
      });
      flush();
    }),
  );

  it(
    'refuses to make an automatic request manual when there is no room for its place beside it',
    holding({ ...full, maxPeers: 3 }, (held) => {
      const { manager, at, flush } = held;
      manager.start();
      at(10, () => {
        const handle = manager.connect('a0');
        expect([handle.id, handle.state]).to.deep.equal([4, 'ended']);
        expect(kinds(held)).to.deep.equal({ automatic: 3 });
        expect(manager.connect('a0', { permanent: true }).id, 'as a permanent one it takes a place').to.equal(1);
        expect(kinds(held)).to.deep.equal({ permanent: 1, automatic: 2 });
      });
      at(5_000, () => {
        expect(kinds(held)).to.deep.equal({ permanent: 1, automatic: 2 });
        void manager.stop();
      });
      flush();
    }),
  );

  it(
    'holds without addresses, too',
    holding({ ...visitors, maxPeers: 2, maxOutbound: 0 }, (held) => {
      const { manager, flush } = held;
      manager.start();
      expect(['m', 'n', 'o'].map((name) => manager.connect(name).state)).to.deep.equal([
        'established',
        'established',
        'ended',
      ]);
      manager.connect('p', { permanent: true });
      expect(ended(held, 'surplus')).to.deep.equal(['n']);
      flush();
    }),
  );

  describe('that changes', () => {
    const live = (body: (held: Held, limit: Subject<number>) => void, first?: number, options: object = {}) => {
      const limit = first === undefined ? new Subject<number>() : new BehaviorSubject(first);
      return holding({ ...full, ...options, maxPeers: limit }, (held) => body(held, limit));
    };

    it(
      'ends who is too many: those who came in, then manual ones, then places, then permanent ones, the youngest first',
      live((held, limit) => {
        const { manager, flush } = held;
        manager.start();
        for (const name of ['p1', 'p2']) manager.connect(name, { permanent: true });
        for (const name of ['m1', 'm2']) manager.connect(name);
        knocks(held, 3);
        expect(kinds(held)).to.deep.equal({ automatic: 3, permanent: 2, manual: 2, inbound: 3 });
        limit.next(9);
        limit.next(6);
        expect(ended(held, 'surplus')).to.deep.equal(['v2', 'v1', 'v0', 'm2']);
        limit.next(4);
        expect(kinds(held)).to.deep.equal({ automatic: 2, permanent: 2 });
        limit.next(1);
        expect(ended(held, 'surplus').slice(-3)).to.deep.equal(['p2', 'a1', 'a0']);
        limit.next(0);
        expect(kinds(held)).to.deep.equal({});
        expect(manager.snapshot().health).to.equal('idle');
        flush();
      }, 20),
    );

    it(
      'gives room as it grows, in the same turn',
      live((held, limit) => {
        const { manager, at, flush } = held;
        manager.start();
        expect(manager.snapshot().health).to.equal('idle');
        limit.next(4);
        expect(kinds(held)).to.deep.equal({ automatic: 3 });
        expect(knocks(held, 2)).to.deep.equal([true, false]);
        at(10, () => void manager.stop());
        flush();
      }, 0),
    );

    it(
      'ends nothing before its first value: what is wished for goes ahead, nobody is let in, and there are no places',
      live((held, limit) => {
        const { manager, script, at, flush } = held;
        manager.connect('p', { permanent: true });
        manager.start();
        expect(manager.connect('m').state).to.equal('established');
        expect(held.knock('v')).to.equal(false);
        at(10_000, () => {
          expect(script.dials).to.have.length(2);
          limit.next(6);
          expect(kinds(held)).to.deep.equal({ permanent: 1, manual: 1, automatic: 3 });
          expect(knocks(held, 2)).to.deep.equal([true, false]);
          void manager.stop();
        });
        flush();
      }),
    );

    it(
      'to what is no number, or fails, is told: what held before holds on',
      live((held, limit) => {
        const { manager, complaints, flush } = held;
        manager.start();
        limit.next(NaN);
        limit.error(new Error('broken'));
        expect(complaints().map((error) => (error as Error).message)).to.deep.equal([
          'Expected `maxPeers` to be a whole number ≥ 0, got `NaN`',
          'broken',
        ]);
        expect(kinds(held)).to.deep.equal({ automatic: 3 });
        flush();
      }, 20),
    );
  });
});

describe('places that wait for their turn', () => {
  it('do not dial as they are taken away', () => {
    const maxOutbound = new BehaviorSubject(40);
    const act = () => ({ error: new Error('down') });
    holding(
      { addresses: names(1_000), maxOutbound, maxFailedAttempts: 1_000, act },
      ({ manager, script, at, flush }) => {
        manager.start();
        at(100.5, () => {
          const before = script.dials.length;
          expect(before, 'as many as may be in a quarter of a second').to.equal(100);
          maxOutbound.next(0);
          expect(script.dials.length).to.equal(before);
        });
        at(1_000, () => void manager.stop());
        flush();
        expect(script.dials).to.have.length(100);
      },
    )();
  });
});

describe('limits that fall while connections drain', () => {
  it('have no say any more: connections end by themselves', () => {
    const [maxPeers, maxInbound, maxOutbound] = [9, 9, 2].map((first) => new BehaviorSubject(first));
    holding({ ...visitors, addresses: names(3), maxPeers, maxInbound, maxOutbound }, (held) => {
      const { manager, at, flush } = held;
      manager.start();
      manager.connect('m');
      held.knock('v');
      at(10, () => {
        void manager.stop({ drain: 1_000 });
        for (const limit of [maxPeers, maxInbound, maxOutbound]) limit?.next(0);
        expect(kinds(held)).to.deep.equal({ automatic: 2, manual: 1, inbound: 1 });
        expect(maxPeers?.observed).to.equal(false);
      });
      flush();
    })();
  });
});

describe('the health, when places change', () => {
  it('is told when there are none any more, though no request ended, and when there are some again', () => {
    const maxOutbound = new BehaviorSubject(3);
    holding({ addresses: new Subject<string>(), maxOutbound }, ({ manager, events, flush }) => {
      manager.start();
      expect(manager.snapshot().health).to.equal('starving');
      maxOutbound.next(0);
      expect(manager.snapshot().health).to.equal('idle');
      maxOutbound.next(1);
      expect(manager.snapshot().health).to.equal('starving');
      flush();
      const healths = events.flatMap((event) => (event.type === 'health' ? [event.health] : []));
      expect(new Set(healths.map((health, i) => health === healths[i - 1])).has(true), 'never twice').to.equal(false);
    })();
  });

  it('is told when permanent requests take all places', () =>
    holding({ addresses: new Subject<string>(), maxOutbound: 1, maxPeers: 1 }, ({ manager, flush }) => {
      manager.start();
      expect(manager.snapshot().health).to.equal('starving');
      manager.connect('p', { permanent: true });
      expect(manager.snapshot().health).to.equal('ok');
      flush();
    })());
});

describe('while a limit is being kept, a subscriber', () => {
  it('may lower it further: the latest holds, and no place comes back', () => {
    const maxOutbound = new BehaviorSubject(6);
    holding({ addresses: names(20), maxOutbound }, (held) => {
      const { manager, at, flush } = held;
      manager.start();
      let lowered = false;
      manager.events$.subscribe((event) => {
        if (event.type !== 'ended' || lowered) return;
        lowered = true;
        maxOutbound.next(1);
      });
      at(10, () => {
        maxOutbound.next(4);
        expect(kinds(held)).to.deep.equal({ automatic: 1 });
      });
      at(1_000, () => {
        expect(kinds(held)).to.deep.equal({ automatic: 1 });
        void manager.stop();
      });
      flush();
    })();
  });

  it('may raise it again', () => {
    const maxOutbound = new BehaviorSubject(6);
    holding({ addresses: names(20), maxOutbound }, (held) => {
      const { manager, at, flush } = held;
      manager.start();
      let raised = false;
      manager.events$.subscribe((event) => {
        if (event.type !== 'ended' || raised) return;
        raised = true;
        maxOutbound.next(8);
      });
      at(10, () => maxOutbound.next(1));
      at(1_000, () => {
        expect(kinds(held)).to.deep.equal({ automatic: 8 });
        void manager.stop();
      });
      flush();
    })();
  });

  it('may change it as the first place is filled, at the start', () => {
    const maxOutbound = new BehaviorSubject(5);
    holding({ addresses: names(20), maxOutbound }, (held) => {
      const { manager, at, flush } = held;
      manager.events$.subscribe((event) => {
        if (event.type === 'established' && event.id === 1) maxOutbound.next(2);
      });
      manager.start();
      at(1_000, () => {
        expect(kinds(held)).to.deep.equal({ automatic: 2 });
        void manager.stop();
      });
      flush();
    })();
  });

  it('may ask for permanent requests: the places that go are gone before those are dialled', () => {
    const maxOutbound = new BehaviorSubject(4);
    holding({ addresses: names(9), maxOutbound, maxPeers: 4 }, (held) => {
      const { manager, script, at, flush } = held;
      manager.start();
      let asked = false;
      manager.events$.subscribe((event) => {
        if (event.type !== 'ended' || asked) return;
        asked = true;
        for (const name of ['p1', 'p2', 'p3']) manager.connect(name, { permanent: true });
      });
      at(10, () => {
        maxOutbound.next(0);
        expect(kinds(held)).to.deep.equal({ permanent: 3 });
        void manager.stop();
      });
      flush();
      expect(script.most).to.equal(4);
    })();
  });

  it(
    'may ask for another permanent request: nobody goes in vain',
    holding({ ...visitors, maxPeers: 4, maxOutbound: 0 }, (held) => {
      const { manager, flush } = held;
      manager.start();
      for (const name of ['m1', 'm2', 'm3', 'm4']) manager.connect(name);
      let asked = false;
      manager.events$.subscribe((event) => {
        if (event.type !== 'disconnected' || asked) return;
        asked = true;
        manager.connect('p2', { permanent: true });
      });
      manager.connect('p1', { permanent: true });
      expect(ended(held, 'surplus')).to.have.members(['m4', 'm3']);
      expect(kinds(held)).to.deep.equal({ manual: 2, permanent: 2 });
      flush();
    }),
  );

  it(
    'may stop the manager: the request that room was made for ends, too, and is never dialled',
    holding({ ...visitors, maxPeers: 1, maxOutbound: 0 }, ({ manager, script, told, flush }) => {
      manager.start();
      manager.connect('m');
      manager.events$.subscribe((event) => {
        if (event.type === 'ended') void manager.stop();
      });
      const handle = manager.connect('p', { permanent: true });
      expect(handle.state).to.equal('ended');
      flush();
      expect(told(handle.id)).to.deep.equal(['2 permanent ended stopped']);
      expect(script.times('p')).to.deep.equal([]);
    }),
  );

  it(
    'that is told of an end finds that one gone, not to be woken or taken over',
    holding({ addresses: names(1), maxOutbound: 1 }, ({ manager, told, flush }) => {
      const states: string[] = [];
      manager.events$.subscribe((event) => {
        if (event.type === 'disconnected') states.push(manager.connect('a0', { permanent: true }).state);
      });
      manager.start();
      manager.remove(1);
      expect(states).to.deep.equal(['ended']);
      flush();
      expect(told(1).at(-1)).to.equal('1 automatic ended removed');
      expect(told(2)).to.deep.equal(['2 permanent ended duplicate']);
    }),
  );
});

describe('`maxDialRate`', () => {
  it('holds while the number of places goes up and down', () => {
    const target = new BehaviorSubject(40);
    holding(
      {
        addresses: names(2_000),
        maxOutbound: target,
        maxDialRate: 20,
        maxFailedAttempts: 1_000,
        act: () => ({ error: new Error('down') }),
      },
      ({ manager, script, at, flush }) => {
        manager.start();
        for (let i = 0; i < 1_000; i += 1) at(7 * i + 0.5, () => target.next(40 + (i % 2)));
        at(7_000.5, () => void manager.stop());
        flush();
        for (let from = 0; from < 6_000; from += 100) {
          const within = script.dials.filter(({ at: time }) => time >= from && time < from + 1_000).length;
          expect(within, `from ${from}`).to.be.within(1, 20);
        }
      },
    )();
  });
});

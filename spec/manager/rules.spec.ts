import { expect } from 'chai';
import { EMPTY, Observable, Subject, concat, config, map, of, throwError, timer } from 'rxjs';
import { linear, type AddressSource, type ConnectionError, type ConnectionManager } from 'rx-connmgr';
import sinon from 'sinon';
import { holding, names } from '../support/hold.js';

const down = new Error('refused');
const refuse = () => ({ error: down });

describe('the rules of ownership', () => {
  it(
    '1: a failed manual request ends, and opens no automatic one',
    holding(
      { addresses: names(10), maxOutbound: 1, act: (key) => (key === 'm' ? { error: down } : {}) },
      ({ manager, told, at, flush }) => {
        manager.start().connect('m');
        at(60_000, () => {
          expect(manager.connections.size).to.equal(1);
          void manager.stop();
        });
        flush();
        expect(told(2)).to.deep.equal(['2 manual dialing', '2 manual failed', '2 manual ended failed']);
      },
    ),
  );

  it(
    '1: a removed permanent request is replaced by nothing',
    holding({ addresses: names(10), maxOutbound: 1 }, ({ manager, script, at, flush }) => {
      const permanent = manager.start().connect('p', { permanent: true });
      at(10, () => permanent.remove());
      at(60_000, () => {
        expect(manager.connections.size).to.equal(1);
        void manager.stop();
      });
      flush();
      expect(script.dials).to.have.length(2);
    }),
  );

  it(
    '2: connect before start queues, and takes no automatic place',
    holding({ addresses: names(10), maxOutbound: 2 }, ({ manager, script, at, flush }) => {
      const handle = manager.connect('m');
      expect(handle.state).to.equal('queued');
      expect(manager.snapshot().requests.map(({ state }) => state)).to.deep.equal(['queued']);
      expect(script.dials).to.have.length(0);
      manager.start();
      at(10, () => {
        expect(manager.connections.size).to.equal(3);
        void manager.stop();
      });
      flush();
    }),
  );

  for (const permanent of [true, false]) {
    const kind = permanent ? 'permanent' : 'manual';
    it(
      `3: connect to the key of an automatic request makes that one ${kind}: same id, its place is free again`,
      holding({ addresses: names(10), maxOutbound: 1 }, ({ manager, script, told, at, flush }) => {
        manager.start();
        at(10, () => {
          const handle = manager.connect('a0', { permanent });
          expect(handle.id).to.equal(1);
          expect(handle.kind).to.equal(kind);
          expect(manager.snapshot().requests[0]?.kind).to.equal(kind);
          expect(manager.connections.get(1)?.kind).to.equal(kind);
        });
        at(20, () => expect(manager.connections.size).to.equal(2));
        at(10_000, () => script.hangUp('a0'));
        at(60_000, () => {
          const kinds = [...manager.connections.values()].map((connected) => connected.kind).sort();
          expect(kinds).to.deep.equal(permanent ? ['automatic', 'permanent'] : ['automatic']);
          void manager.stop();
        });
        flush();
        expect(told(1).slice(0, 3)).to.deep.equal([
          '1 automatic dialing',
          '1 automatic established',
          `1 ${kind} disconnected`,
        ]);
      }),
    );
  }

  it(
    '3: one that became permanent while dialing waits longer after each failure',
    holding(
      { addresses: ['a'], maxOutbound: 1, act: () => ({ after: 10, error: down }) },
      ({ manager, script, at, flush }) => {
        manager.start();
        at(5, () => manager.connect('a', { permanent: true }));
        at(40_000, () => void manager.stop());
        flush();
        expect(script.times('a')).to.deep.equal([0, 5_010, 15_020, 30_030]);
      },
    ),
  );

  it(
    '3: connect to one that waits dials now, under the same id',
    holding({ act: (_, n) => (n === 1 ? { error: down } : {}) }, ({ manager, script, at, flush }) => {
      const first = manager.start().connect('p', { permanent: true });
      at(1_000, () => {
        expect(first.state).to.equal('waiting');
        expect(manager.connect('p', { permanent: true }).id).to.equal(first.id);
        expect(first.state).to.equal('established');
      });
      at(2_000, () => void manager.stop());
      flush();
      expect(script.times('p')).to.deep.equal([0, 1_000]);
    }),
  );

  it(
    '3: any other duplicate ends at once, names the live id, and stops nothing',
    holding({ act: () => ({ after: 5 }) }, ({ manager, events, told, at, flush }) => {
      manager.start();
      const handles = ['a', 'b', 'a', 'c'].map((name) => manager.connect(name));
      expect(handles.map(({ state }) => state)).to.deep.equal(['dialing', 'dialing', 'ended', 'dialing']);
      at(10, () => expect(manager.connections.size).to.equal(3));
      at(20, () => void manager.stop());
      flush();
      expect(told(3)).to.deep.equal(['3 manual ended duplicate']);
      const ended = events.find((event) => event.type === 'ended');
      expect(ended?.type === 'ended' && ended.error?.id).to.equal(1);
    }),
  );

  it(
    '3: the key is free before the end is told',
    holding({ act: () => ({}) }, ({ manager, events, at, flush }) => {
      let again: string | undefined;
      manager.start();
      manager.events$.subscribe((event) => {
        if (event.type === 'ended' && event.id === 1) again = manager.connect('a').state;
      });
      manager.connect('a').remove();
      expect(again).to.equal('established');
      at(5, () => void manager.stop());
      flush();
      expect(events.filter(({ type }) => type === 'established')).to.have.length(2);
    }),
  );

  it(
    '3: the automatic lane skips keys in use',
    holding({ addresses: names(3), maxOutbound: 3 }, ({ manager, script, at, flush }) => {
      manager.connect('a1', { permanent: true });
      manager.start();
      at(30_000, () => {
        expect(manager.connections.size).to.equal(3);
        expect(manager.snapshot().health).to.equal('starving');
        void manager.stop();
      });
      flush();
      expect(script.times('a1')).to.have.length(1);
    }),
  );

  it(
    '3: an address that a removed request held is taken by a place that waits',
    holding({ addresses: names(1), maxOutbound: 1 }, ({ manager, at, flush }) => {
      const held = manager.connect('a0');
      manager.start();
      at(10, () => held.remove());
      at(20_000, () => {
        expect([...manager.connections.values()].map(({ kind }) => kind)).to.deep.equal(['automatic']);
        void manager.stop();
      });
      flush();
    }),
  );

  it(
    '4: disconnect: an automatic one ends and its place takes another address',
    holding({ addresses: names(2), maxOutbound: 1 }, ({ manager, script, told, at, flush }) => {
      manager.start();
      at(10, () => expect(manager.disconnect(1)).to.equal(true));
      at(20, () => {
        expect([...manager.connections.values()].map(({ address }) => address)).to.deep.equal(['a1']);
        void manager.stop();
      });
      flush();
      expect(told(1).slice(2)).to.deep.equal(['1 automatic disconnected', '1 automatic ended closed']);
      expect(script.dials).to.have.length(2);
    }),
  );

  it(
    '4: disconnect: a manual one ends',
    holding({}, ({ manager, told, at, flush }) => {
      const handle = manager.start().connect('m');
      at(10, () => expect(handle.disconnect()).to.equal(true));
      flush();
      expect(told(1).slice(2)).to.deep.equal(['1 manual disconnected', '1 manual ended closed']);
    }),
  );

  it(
    '4: disconnect: a permanent one waits backoff(1), its count untouched, dialing or established; waiting, nothing',
    holding(
      { act: (_, n) => (n <= 2 ? { error: down } : n === 3 ? { after: 1_000 } : {}) },
      ({ manager, script, told, at, flush }) => {
        const handle = manager.start().connect('p', { permanent: true });
        at(15_500, () => expect(handle.disconnect(), 'while dialing').to.equal(true));
        at(16_000, () => expect(handle.disconnect(), 'while waiting').to.equal(true));
        at(20_600, () => expect(handle.disconnect(), 'while established').to.equal(true));
        at(40_000, () => void manager.stop());
        flush();
        expect(script.times('p')).to.deep.equal([0, 5_000, 15_000, 20_500, 25_600]);
        expect(told(1).filter((text) => text.includes('waiting'))).to.deep.equal([
          '1 permanent waiting 1 5000',
          '1 permanent waiting 2 10000',
          '1 permanent waiting 2 5000',
          '1 permanent waiting 2 5000',
        ]);
      },
    ),
  );

  it(
    '4: remove is final in every state',
    holding(
      { act: (key) => (key === 'waiting' ? { error: down } : key === 'dialing' ? { after: 1_000 } : {}) },
      ({ manager, at, flush }) => {
        const queued = manager.connect('queued');
        expect(queued.remove()).to.equal(true);
        expect(queued.state).to.equal('ended');
        manager.start();
        const handles = ['waiting', 'dialing', 'established'].map((name) => manager.connect(name, { permanent: true }));
        at(10, () => {
          expect(handles.map(({ state }) => state)).to.deep.equal(['waiting', 'dialing', 'established']);
          expect(handles.map((handle) => handle.remove())).to.deep.equal([true, true, true]);
          expect(handles.map(({ state }) => state)).to.deep.equal(['ended', 'ended', 'ended']);
          expect(handles.map((handle) => handle.remove())).to.deep.equal([false, false, false]);
        });
        flush();
        expect(manager.snapshot().totals.ended).to.equal(4);
      },
    ),
  );

  it(
    '4: retry: whoever waits dials now; each answers whether there was such a request',
    holding({ act: (_, n) => (n === 1 ? { error: down } : {}) }, ({ manager, script, at, flush }) => {
      manager.start();
      ['p', 'q', 'r'].forEach((name) => manager.connect(name, { permanent: true }));
      at(1_000, () => {
        expect(manager.retry(1)).to.equal(true);
        expect(manager.retry(99)).to.equal(false);
        expect(manager.disconnect(99)).to.equal(false);
        expect(manager.remove(99)).to.equal(false);
      });
      at(2_000, () => {
        expect(manager.retry(), 'some wait').to.equal(true);
        expect(manager.retry(), 'none waits').to.equal(false);
        void manager.stop();
      });
      flush();
      expect(['p', 'q', 'r'].map((key) => script.times(key))).to.deep.equal([
        [0, 1_000],
        [0, 2_000],
        [0, 2_000],
      ]);
    }),
  );

  it(
    '4: retry from within the telling of `waiting` is not lost',
    holding({ act: (_, n) => (n === 1 ? { error: down } : {}) }, ({ manager, script, at, flush }) => {
      manager.events$.subscribe((event) => {
        if (event.type === 'waiting') manager.retry(event.id);
      });
      manager.start().connect('p', { permanent: true });
      at(1, () => void manager.stop());
      flush();
      expect(script.times('p')).to.deep.equal([0, 0]);
    }),
  );
});

describe('the rules of ownership, while a subscriber calls back', () => {
  for (const [what, end] of [
    ['removed', (manager: ConnectionManager<string, string>) => void manager.remove(1)],
    ['stopped', (manager: ConnectionManager<string, string>) => void manager.stop()],
  ] as const) {
    it(
      `4: one whose first dial fails at once, and that is woken and then ${what} as that is told, is not dialled any more`,
      holding({ act: () => ({ error: down }) }, ({ manager, script, told, flush }) => {
        manager.events$.subscribe((event) => {
          if (event.type !== 'waiting') return;
          manager.retry(1);
          end(manager);
        });
        manager.start();
        manager.connect('p', { permanent: true });
        flush();
        expect(script.times('p')).to.deep.equal([0]);
        expect(told().at(-1)).to.equal(`1 permanent ended ${what}`);
      }),
    );

    it(
      `4: one that is woken and then ${what} as \`waiting\` is told is not dialled any more`,
      holding({}, ({ manager, script, told, at, flush }) => {
        manager.events$.subscribe((event) => {
          if (event.type !== 'waiting') return;
          manager.retry(1);
          end(manager);
        });
        manager.start();
        manager.connect('p', { permanent: true });
        at(10, () => manager.disconnect(1));
        flush();
        expect(script.times('p')).to.deep.equal([0]);
        expect(told().at(-1)).to.equal(`1 permanent ended ${what}`);
        expect(manager.snapshot().requests).to.deep.equal([]);
      }),
    );
  }
});

describe('the rules of time', () => {
  it(
    '6: permanent requests retry for ever',
    holding({ act: refuse, maxRetryDuration: 10_000 }, ({ manager, script, at, flush }) => {
      manager.start().connect('p', { permanent: true });
      at(10_000_000, () => void manager.stop());
      flush();
      expect(script.dials.length).to.equal(1_001);
    }),
  );

  it(
    '6: failures are forgiven only when a connection lasted: who accepts and drops is not hammered',
    holding({ act: () => ({ lasts: 4_999 }) }, ({ manager, script, at, flush }) => {
      manager.start().connect('p', { permanent: true });
      at(70_000, () => void manager.stop());
      flush();
      const [first = 0, second = 0, third = 0, fourth = 0] = script.times('p');
      expect([second - first, third - second, fourth - third]).to.deep.equal([9_999, 14_999, 19_999]);
    }),
  );

  it(
    '6: a connection that lasted makes the count start over',
    holding(
      { act: (_, n) => (n <= 2 ? { error: down } : n === 3 ? { lasts: 5_000 } : { error: down }) },
      ({ manager, told, at, flush }) => {
        manager.start().connect('p', { permanent: true });
        at(34_000, () => void manager.stop());
        flush();
        expect(told().filter((text) => text.includes('waiting'))).to.deep.equal([
          '1 permanent waiting 1 5000',
          '1 permanent waiting 2 10000',
          '1 permanent waiting 1 5000',
          '1 permanent waiting 2 10000',
        ]);
      },
    ),
  );

  it(
    '6: a slow failing dial is not stability',
    holding({ act: () => ({ after: 20_000, error: down }) }, ({ manager, script, at, flush }) => {
      manager.start().connect('p', { permanent: true });
      at(100_000, () => void manager.stop());
      flush();
      expect(script.times('p')).to.deep.equal([0, 25_000, 55_000, 90_000]);
    }),
  );

  it(
    '7: a back-off of nonsense delays neither for ever nor not at all',
    holding(
      { act: refuse, backoff: (failures) => [-1, NaN, Infinity][failures - 1] ?? 7 },
      ({ manager, script, told, at, flush }) => {
        manager.start().connect('p', { permanent: true });
        at(100_000, () => void manager.stop());
        flush();
        expect(script.dials.length).to.be.within(2, 4);
        expect(told().at(-2)).to.equal('1 permanent waiting 3 2147483647');
      },
    ),
  );

  it(
    '8: a failed address rests as the back-off says, and a place without a ready address sleeps',
    holding({ addresses: ['a'], maxOutbound: 1, act: refuse }, ({ manager, script, at, flush }) => {
      manager.start();
      at(31_000, () => void manager.stop());
      flush();
      expect(script.times('a')).to.deep.equal([0, 5_000, 15_000, 30_000]);
    }),
  );

  it(
    '8: a short life is a failure of its address too; after a long one the address rests `retryDuration`',
    holding(
      { addresses: ['a'], maxOutbound: 1, act: (_, n) => ({ lasts: n <= 2 ? 1_000 : 6_000 }) },
      ({ manager, script, at, flush }) => {
        manager.start();
        at(46_000, () => void manager.stop());
        flush();
        expect(script.times('a')).to.deep.equal([0, 6_000, 17_000, 28_000, 39_000]);
      },
    ),
  );

  it(
    '8: automatic dials are paced by `maxDialRate`',
    holding(
      { addresses: names(1_000), maxOutbound: 8, maxFailedAttempts: 1_000, act: refuse },
      ({ manager, script, at, flush }) => {
        manager.start();
        at(10_000, () => void manager.stop());
        flush();
        for (let second = 0; second < 9_000; second += 50) {
          const within = script.dials.filter(({ at: time }) => time >= second && time < second + 1_000).length;
          expect(within, `from ${second}`).to.be.at.most(80);
        }
        expect(script.dials.length).to.be.at.least(700);
      },
    ),
  );

  it(
    '8: at most `maxDialing` dials are under way, permanent ones first',
    holding(
      { addresses: names(10), maxOutbound: 5, maxDialing: 2, act: () => ({ after: 100 }) },
      ({ manager, script, at, flush }) => {
        manager.connect('m');
        manager.connect('p', { permanent: true });
        manager.connect('q', { permanent: true });
        manager.start();
        expect(script.dials.map(({ key }) => key)).to.deep.equal(['p', 'q']);
        expect(manager.get(1)?.state).to.equal('queued');
        at(150, () => expect(script.dialing).to.equal(2));
        at(1_000, () => {
          expect(manager.connections.size).to.equal(8);
          void manager.stop();
        });
        flush();
        expect(script.dials[2]?.key).to.equal('m');
      },
    ),
  );

  it(
    '8: an outage allows as many automatic dials as there are places in each `retryDuration`, and ends with a success',
    holding(
      { addresses: names(200), maxOutbound: 4, act: (_, n) => ({ error: down, after: n }) },
      ({ manager, script, at, flush }) => {
        const healths: string[] = [];
        manager.start().health$.subscribe((health) => healths.push(health));
        at(60_000, () => void manager.stop());
        flush();
        expect(healths).to.deep.equal(['connecting', 'outage', 'stopped']);
        for (let from = 5_000; from < 55_000; from += 500) {
          const within = script.dials.filter(({ at: time }) => time >= from && time < from + 5_000).length;
          expect(within, `from ${from}`).to.be.within(1, 4);
        }
      },
    ),
  );

  it('8: failures during an outage lengthen no rest; its end forgives rests and waits', () => {
    let up = false;
    holding(
      { addresses: names(8), maxOutbound: 4, act: () => (up ? {} : { error: down, after: 1 }) },
      ({ manager, at, flush }) => {
        manager.start().connect('p', { permanent: true });
        at(600_000, () => (up = true));
        at(612_000, () => {
          expect(manager.connections.size, 'all are back within two rests').to.equal(5);
          void manager.stop();
        });
        flush();
      },
    )();
  });

  it(
    '8: what is wrong here is charged to no address',
    holding(
      {
        addresses: ['a'],
        maxOutbound: 1,
        act: (_, n) => (n <= 3 ? { error: Object.assign(new Error('too many'), { code: 'EMFILE' }) } : {}),
      },
      ({ manager, script, told, at, flush }) => {
        manager.start().connect('p', { permanent: true });
        at(30_000, () => void manager.stop());
        flush();
        expect(script.times('a')).to.deep.equal([0, 5_000, 10_000, 15_000]);
        expect(script.times('p')).to.deep.equal([0, 5_000, 10_000, 15_000]);
        const waits = told().filter((text) => text.includes('permanent waiting'));
        expect(waits.every((text) => text.endsWith(' 0 5000'))).to.equal(true);
      },
    ),
  );

  it(
    '8: a failing address source is asked again with back-off, and told',
    holding(
      {
        addresses: concat(
          of('a'),
          throwError(() => new Error('no more')),
        ),
        maxOutbound: 1,
      },
      ({ manager, events, at, flush }) => {
        manager.start();
        at(16_000, () => void manager.stop());
        flush();
        const complaints = events.filter((event) => event.type === 'health' && event.error !== undefined);
        expect(complaints).to.have.length(4);
      },
    ),
  );

  it(
    '9: cancellation takes effect in the same turn, and is no failure',
    holding(
      { addresses: names(2), maxOutbound: 1, act: () => ({ after: 100 }) },
      ({ manager, script, events, at, flush }) => {
        manager.start();
        at(10, () => {
          expect(script.dialing).to.equal(1);
          manager.disconnect(1);
          expect(script.dialing).to.equal(0);
        });
        at(200, () => void manager.stop());
        flush();
        expect(events.some(({ type }) => type === 'failed')).to.equal(false);
      },
    ),
  );
});

describe('the rules of ends', () => {
  it(
    '10: events are delivered one at a time, also when a subscriber calls back',
    holding({}, ({ manager, told, at, flush }) => {
      const first: string[] = [];
      const second: string[] = [];
      manager.events$.subscribe((event) => {
        first.push(event.type);
        if (event.type === 'established' && event.id === 1) manager.connect('b');
      });
      manager.events$.subscribe(({ type }) => second.push(type));
      manager.start().connect('a');
      expect(second).to.deep.equal(first);
      expect(told()).to.deep.equal([
        '1 manual dialing',
        '1 manual established',
        '2 manual dialing',
        '2 manual established',
      ]);
      at(1, () => void manager.stop());
      flush();
    }),
  );

  for (const moment of ['dialing', 'established', 'disconnected', 'failed', 'waiting'] as const) {
    it(
      `10: a request that is removed as \`${moment}\` is told has ended, once and for good`,
      holding({ act: (_, n) => (n === 1 ? { lasts: 1 } : { error: down }) }, ({ manager, script, told, at, flush }) => {
        manager.events$.subscribe((event) => {
          if (event.type === moment) manager.remove(event.id);
        });
        manager.start().connect('a', { permanent: true });
        at(60_000, () => void manager.stop());
        flush();
        expect(told().filter((text) => text.includes('ended'))).to.deep.equal(['1 permanent ended removed']);
        expect(told().at(-1)).to.equal('1 permanent ended removed');
        expect(script.dials.length).to.equal({ dialing: 0, failed: 2 }[moment as string] ?? 1);
      }),
    );
  }

  it(
    '11: stop is idempotent, valid before the start, and safe from inside a subscriber',
    holding({ addresses: names(5), maxOutbound: 3 }, ({ manager, told, flush }) => {
      manager.connect('p', { permanent: true });
      manager.events$.subscribe((event) => {
        if (event.type === 'established' && event.kind === 'automatic') void manager.stop();
      });
      manager.start();
      flush();
      expect(told().filter((text) => text.includes('ended stopped')).length).to.be.at.least(2);
    }),
  );

  it(
    '11: stop before the start ends what was queued',
    holding({ addresses: names(5) }, ({ manager, script, told, flush }) => {
      manager.connect('p', { permanent: true });
      void manager.stop();
      manager.start();
      flush();
      expect(told()).to.deep.equal(['1 permanent ended stopped']);
      expect(script.dials).to.have.length(0);
    }),
  );

  it(
    '11: drain fills and dials no more, and gives connections so long to end by themselves',
    holding(
      {
        addresses: names(9),
        maxOutbound: 2,
        act: (key) => (key === 'p' ? { error: down } : key === 'a0' ? { lasts: 1_000 } : {}),
      },
      ({ manager, script, told, at, flush }) => {
        manager.start().connect('p', { permanent: true });
        at(500, () => void manager.stop({ drain: 5_000 }));
        at(501, () => {
          expect(manager.connect('late').state).to.equal('ended');
          expect(told(3).at(-1)).to.equal('3 permanent ended stopped');
        });
        at(4_000, () => expect(manager.connections.size).to.equal(1));
        at(5_499, () => expect(manager.connections.size).to.equal(1));
        at(5_501, () => expect(manager.connections.size).to.equal(0));
        flush();
        expect(script.dials).to.have.length(3);
        expect(told(1).at(-1)).to.equal('1 automatic ended closed');
        expect(told(2).at(-1)).to.equal('2 automatic ended stopped');
      },
    ),
  );

  it(
    '11: a drain is over when the last connection is',
    holding({ addresses: names(9), maxOutbound: 2, act: () => ({ lasts: 1_000 }) }, ({ manager, at, flush }) => {
      let done = -1;
      manager.start();
      manager.events$.subscribe({ complete: () => (done = 1) });
      at(500, () => void manager.stop({ drain: 60_000 }));
      at(999, () => expect(done).to.equal(-1));
      at(1_001, () => expect(done).to.equal(1));
      flush();
    }),
  );

  it(
    '12: a user function that throws is that request’s failure',
    holding(
      {
        dial: (key) => {
          if (key === 'throws') throw new Error('dial threw');
          return key === 'empty' ? EMPTY : timer(1).pipe(map(() => key));
        },
        key: (address) => {
          if (address === 'no key') throw new Error('key threw');
          return address;
        },
      },
      ({ manager, events, told, at, flush }) => {
        manager.start();
        for (const name of ['throws', 'empty', 'no key']) manager.connect(name);
        at(10, () => void manager.stop());
        flush();
        expect(told().filter((text) => text.includes('ended'))).to.deep.equal([
          '1 manual ended failed',
          '2 manual ended failed',
          '3 manual ended failed',
        ]);
        const errors = events.flatMap((event) => (event.type === 'ended' ? [event.error as ConnectionError] : []));
        expect(errors.map(({ code }) => code)).to.deep.equal(['failed', 'failed', 'failed']);
        expect((errors[0]?.cause as Error).message).to.equal('dial threw');
      },
    ),
  );

  it(
    '12: a back-off that throws is told, and another stands in for it',
    holding(
      {
        act: refuse,
        backoff: () => {
          throw new Error('backoff threw');
        },
      },
      ({ manager, script, events, at, flush }) => {
        manager.start().connect('p', { permanent: true });
        at(20_000, () => void manager.stop());
        flush();
        expect(script.dials.length).to.be.within(2, 6);
        expect(events.some((event) => event.type === 'health' && event.error !== undefined)).to.equal(true);
      },
    ),
  );

  it(
    '12: a rank or a key that throws refuses the address, and tells',
    holding(
      {
        addresses: names(3),
        maxOutbound: 3,
        rank: (address) => {
          if (address === 'a1') throw new Error('rank threw');
          return 0;
        },
      },
      ({ manager, events, at, flush }) => {
        manager.start();
        at(10, () => {
          expect(manager.connections.size).to.equal(2);
          void manager.stop();
        });
        flush();
        expect(events.some((event) => event.type === 'health' && event.error !== undefined)).to.equal(true);
      },
    ),
  );

  it('12: a subscriber that throws hurts nobody else', () => {
    const unhandled = sinon.spy();
    config.onUnhandledError = unhandled;
    try {
      holding({}, ({ manager, flush }) => {
        const later: string[] = [];
        manager.events$.subscribe(() => {
          throw new Error('subscriber threw');
        });
        manager.events$.subscribe(({ type }) => later.push(type));
        manager.start().connect('a');
        void manager.stop();
        flush();
        expect(later).to.deep.equal(['health', 'dialing', 'established', 'disconnected', 'ended', 'health']);
      })();
    } finally {
      config.onUnhandledError = null;
    }
    expect(unhandled.callCount).to.equal(6);
  });

  it(
    '13: the end of a connection is noticed by the manager',
    holding({ addresses: names(2), maxOutbound: 1 }, ({ manager, script, events, at, flush }) => {
      manager.start();
      at(10, () => script.hangUp('a0', new Error('reset')));
      at(20, () => {
        expect([...manager.connections.values()].map(({ address }) => address)).to.deep.equal(['a1']);
        void manager.stop();
      });
      flush();
      const lost = events.find(({ type }) => type === 'disconnected');
      expect(lost?.type === 'disconnected' && lost.by).to.equal('peer');
    }),
  );
});

describe('the rules of cost', () => {
  it(
    '14: the snapshot is exact as of the event being delivered, and the same object until something changes',
    holding({ act: () => ({ after: 5 }) }, ({ manager, at, flush }) => {
      const states: (string | undefined)[] = [];
      manager.events$.subscribe((event) => {
        if (event.type !== 'health') states.push(manager.snapshot().requests.find(({ id }) => id === event.id)?.state);
      });
      manager.start();
      manager.connect('a');
      at(1, () => {
        expect(manager.snapshot()).to.equal(manager.snapshot());
        const [row] = manager.snapshot().requests;
        manager.connect('b');
        expect(manager.snapshot().requests[0], 'a row is the same until its request changes').to.equal(row);
      });
      at(10, () => void manager.stop());
      flush();
      expect(states).to.deep.equal([
        'dialing',
        'dialing',
        'established',
        'established',
        'waiting',
        undefined,
        'waiting',
        undefined,
      ]);
    }),
  );

  it(
    '14: the snapshot is exact also of what a subscriber caused that is still to be told',
    holding({ maxDialing: 1 }, ({ manager, at, flush }) => {
      const seen: string[] = [];
      manager.start();
      manager.events$.subscribe((event) => {
        if (event.type === 'established' && event.id === 1) {
          manager.remove(1);
          manager.connect('a');
        }
        const { requests } = manager.snapshot();
        expect(new Set(requests.map(({ address }) => address)).size).to.equal(requests.length);
        seen.push(`${event.type}: ${requests.map(({ id, state }) => `${id} ${state}`).join(', ')}`);
      });
      manager.connect('a');
      at(1, () => void manager.stop());
      flush();
      expect(seen.slice(0, 6)).to.deep.equal([
        'dialing: 1 dialing',
        'established: 1 established',
        'disconnected: 1 waiting',
        'ended: ',
        'dialing: 2 dialing',
        'established: 2 established',
      ]);
    }),
  );

  it(
    '14: a changing target retires free places first, then dials, then the youngest',
    (() => {
      const target$ = new Subject<number>();
      return holding(
        { addresses: names(4), maxOutbound: target$, act: (key) => (key === 'a3' ? { after: 60_000 } : {}) },
        ({ manager, told, at, flush }) => {
          manager.start();
          expect(manager.snapshot().health, 'no target yet').to.equal('idle');
          at(10, () => target$.next(5));
          at(20, () => expect(manager.snapshot().requests).to.have.length(4));
          at(30, () => target$.next(4));
          at(40, () => expect(manager.snapshot().requests, 'the free place went').to.have.length(4));
          at(50, () => target$.next(3));
          at(60, () => expect(told(4)).to.deep.equal(['4 automatic dialing', '4 automatic ended surplus']));
          at(70, () => target$.next(2));
          at(80, () => expect(told(3).at(-1)).to.equal('3 automatic ended surplus'));
          at(90, () => target$.next(NaN));
          at(100, () => target$.error(new Error('broken')));
          at(60_000, () => {
            expect(manager.connections.size, 'the last target holds').to.equal(2);
            void manager.stop();
          });
          flush();
        },
      );
    })(),
  );
});

describe('the health', () => {
  it(
    'is told at the start and at each change, never twice',
    holding({ addresses: names(2), maxOutbound: 1, act: () => ({ after: 5 }) }, ({ manager, events, at, flush }) => {
      manager.connect('p', { permanent: true });
      manager.start();
      at(10, () => manager.disconnect(2));
      at(1_000, () => manager.remove(1));
      at(2_000, () => void manager.stop());
      flush();
      const healths = events.flatMap((event) => (event.type === 'health' ? [event.health] : []));
      expect(healths).to.deep.equal(['connecting', 'ok', 'connecting', 'ok', 'stopped']);
    }),
  );

  it(
    'is starving only while a place has no address, not even a resting one',
    holding(
      { addresses: names(1), maxOutbound: 2, act: (_, n) => (n === 1 ? { error: down, after: 5 } : { after: 5 }) },
      ({ manager, events, at, flush }) => {
        manager.start();
        at(20_000, () => void manager.stop());
        flush();
        const healths = events.flatMap((event) => (event.type === 'health' ? [event.health] : []));
        expect(healths).to.deep.equal(['connecting', 'starving', 'stopped']);
      },
    ),
  );
});

describe('a source of one’s own', () => {
  it(
    'is leased from, reported to, run from start to stop, and given everything back',
    (() => {
      let held = 0;
      let running = false;
      const reported: string[] = [];
      const source: AddressSource<string> = {
        lease: (usable) =>
          new Observable<string>((subscriber) => {
            const address = names(3).find(usable);
            if (address === undefined) return undefined;
            held += 1;
            subscriber.next(address);
            return () => (held -= 1);
          }),
        report: ({ type }) => reported.push(type),
        run$: new Observable(() => {
          running = true;
          return () => (running = false);
        }),
      };
      return holding({ addresses: source, maxOutbound: 2 }, ({ manager, script, at, flush }) => {
        manager.start();
        expect(running).to.equal(true);
        at(10, () => script.hangUp('a0'));
        at(20, () => {
          expect([...manager.connections.values()].map(({ address }) => address)).to.deep.equal(['a1', 'a2']);
          expect(held, 'the one that rests is held, too').to.equal(3);
          void manager.stop();
          expect(held).to.equal(0);
          expect(running).to.equal(false);
        });
        flush();
        expect(reported.slice(0, 3)).to.deep.equal(['health', 'dialing', 'established']);
      });
    })(),
  );

  it(
    'that gives what is not usable, throws or fails is told, asked again later, and never spun on',
    (() => {
      let asked = 0;
      const source: AddressSource<string> = {
        lease: () => {
          asked += 1;
          if (asked % 3 === 0) throw new Error('lease threw');
          return asked % 3 === 1 ? of('p') : throwError(() => new Error('lease failed'));
        },
        report: () => {
          throw new Error('report threw');
        },
      };
      return holding({ addresses: source, maxOutbound: 1 }, ({ manager, events, at, flush }) => {
        manager.connect('p', { permanent: true });
        manager.start();
        at(60_000, () => void manager.stop());
        flush();
        expect(asked).to.be.within(3, 10);
        expect(manager.snapshot().totals.established).to.equal(1);
        expect(events.filter((event) => event.type === 'health' && event.error).length).to.be.at.least(asked);
      });
    })(),
  );
});

describe('the defaults', () => {
  it(
    'hold eight, waiting as btcd does but for the jitter',
    holding({ addresses: names(20) }, ({ manager, at, flush }) => {
      manager.start();
      at(10, () => {
        expect(manager.connections.size).to.equal(8);
        void manager.stop();
      });
      flush();
      expect(linear(5_000)(100)).to.equal(300_000);
    }),
  );
});

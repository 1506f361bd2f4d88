import { expect } from 'chai';
import { ConnectionManager, isConnectionError, type Bans, type ConnectionError } from 'rx-connmgr';
import { EMPTY, NEVER, Observable, Subject } from 'rxjs';
import { holding, names, type Held } from '../support/hold.js';
import { NameBans } from '../support/name-bans.js';

const addresses = ({ manager }: Held) => [...manager.connections.values()].map(({ address }) => address);

/** A spec of a manager with a list of bans. */
const banning = (
  options: Parameters<typeof holding>[0],
  banned: readonly string[],
  body: (held: Held, bans: NameBans) => void,
) => {
  const bans = new NameBans(banned);
  return holding({ bans, ...options }, (held) => body(held, bans));
};

describe('those who are banned', () => {
  it(
    'are not dialled by the automatic lane, and are once the ban is lifted',
    banning({ addresses: names(4), maxOutbound: 4 }, ['a1', 'a2'], (held, bans) => {
      const { manager, at, flush } = held;
      manager.start();
      at(60_000, () => {
        expect(addresses(held)).to.deep.equal(['a0', 'a3']);
        expect(manager.snapshot().health).to.equal('starving');
        bans.lift('a2');
      });
      at(60_001, () => {
        expect(addresses(held)).to.deep.equal(['a0', 'a3', 'a2']);
        void manager.stop();
      });
      flush();
    }),
  );

  it(
    'are not dialled when asked for: the request ends as banned, with an error, wherever it would have been',
    banning({ addresses: ['x'], maxOutbound: 0 }, ['x'], ({ manager, script, events, flush }) => {
      manager.connect('x');
      manager.start();
      const handle = manager.connect('x', { permanent: true });
      expect(handle.state).to.equal('ended');
      flush();
      expect(script.dials).to.deep.equal([]);
      const ends = events.flatMap((event) => (event.type === 'ended' ? [event] : []));
      expect(ends.map(({ id, kind, reason }) => [id, kind, reason])).to.deep.equal([
        [1, 'manual', 'banned'],
        [2, 'permanent', 'banned'],
      ]);
      expect(ends.map(({ error }) => error?.message)).to.deep.equal(['x is banned', 'x is banned']);
      expect(isConnectionError(ends[0]?.error, 'banned')).to.equal(true);
    }),
  );

  it(
    'are not let in, also if they are allowed to pass the limits',
    banning({ visits: () => ({}) }, ['v'], ({ manager, knock, refused, flush }) => {
      manager.start();
      expect([knock('v!1'), knock('v!2', true), knock('w!1')]).to.deep.equal([false, false, true]);
      expect(refused).to.deep.equal(['banned v!1', 'banned v!2']);
      flush();
    }),
  );
});

describe('when a ban falls', () => {
  it(
    'what is live and banned ends in the same turn, in every state; the others stay',
    banning(
      {
        addresses: names(3),
        maxOutbound: 3,
        maxDialing: 2,
        act: (key) => (key === 'a0' ? {} : { after: 60_000 }),
        visits: () => ({}),
      },
      [],
      (held, bans) => {
        const { manager, script, visitors, knock, told, at, flush } = held;
        manager.start();
        knock('v!1');
        knock('w!1');
        manager.connect('m');
        at(10, () => {
          expect(manager.snapshot().requests.map(({ address, state }) => `${address} ${state}`)).to.deep.equal([
            'a0 established',
            'a1 dialing',
            'a2 dialing',
            'v!1 established',
            'w!1 established',
            'm queued',
          ]);
          bans.ban('a0', 'a1', 'v', 'm');
          expect([script.open, script.dialing, visitors.open]).to.deep.equal([0, 1, 1]);
          expect(manager.snapshot().requests.map(({ address }) => address)).to.deep.equal(['a2', 'w!1']);
          void manager.stop();
        });
        flush();
        expect(told().filter((text) => text.endsWith('banned'))).to.deep.equal([
          '1 automatic ended banned',
          '2 automatic ended banned',
          '4 inbound ended banned',
          '6 manual ended banned',
        ]);
      },
    ),
  );

  it(
    'a place takes another address, and comes back once the ban is lifted and the rest is over',
    banning({ addresses: names(2), maxOutbound: 1 }, [], (held, bans) => {
      const { manager, at, flush } = held;
      manager.start();
      at(10, () => bans.ban('a0'));
      at(20, () => expect(addresses(held)).to.deep.equal(['a1']));
      at(30, () => bans.ban('a1'));
      at(20_000, () => expect(addresses(held)).to.deep.equal([]));
      at(20_001, () => bans.lift('a0'));
      at(20_010, () => {
        expect(addresses(held)).to.deep.equal(['a0']);
        void manager.stop();
      });
      flush();
    }),
  );

  it(
    'a handshake is cut off, and told as a refusal',
    banning({ maxInbound: 1, visits: () => ({ after: 1_000 }) }, [], (held, bans) => {
      const { manager, visitors, knock, refused, at, flush } = held;
      manager.start();
      knock('v!1');
      at(10, () => {
        bans.ban('v');
        expect(visitors.dialing).to.equal(0);
        expect(refused).to.deep.equal(['banned v!1']);
        expect(knock('w!1'), 'its room is free').to.equal(true);
      });
      at(2_000, () => void manager.stop());
      flush();
    }),
  );

  it(
    'that nobody announced, a handshake ends in a refusal all the same',
    (() => {
      const bans: Bans<string> = { has: () => banned, changed$: NEVER };
      let banned = false;
      return holding({ bans, visits: () => ({ after: 100 }) }, ({ manager, visitors, knock, refused, at, flush }) => {
        manager.start();
        knock('v');
        at(50, () => (banned = true));
        at(101, () => {
          expect([visitors.open, visitors.dialing]).to.deep.equal([0, 0]);
          expect(refused).to.deep.equal(['banned v']);
        });
        flush();
      });
    })(),
  );

  it(
    'a permanent request is exempt in every state, and that is told once for each ban',
    banning(
      { act: (key) => (key === 'waiting' ? { error: new Error('down') } : key === 'dialing' ? { after: 9_000 } : {}) },
      [],
      (held, bans) => {
        const { manager, complaints, at, flush } = held;
        const all = ['established', 'dialing', 'waiting'];
        manager.start();
        for (const name of all) manager.connect(name, { permanent: true });
        at(10, () => {
          bans.ban(...all);
          bans.ban('somebody else');
          expect(manager.snapshot().requests.map(({ state }) => state)).to.deep.equal(all);
          const errors = complaints() as readonly ConnectionError[];
          expect(errors.map(({ code, id }) => [code, id])).to.deep.equal([
            ['banned', 1],
            ['banned', 2],
            ['banned', 3],
          ]);
          expect(errors[0]?.message).to.equal('Request 1 is permanent, so that the ban of its address does not end it');
        });
        at(20, () => bans.lift(...all));
        at(30, () => {
          bans.ban('established');
          expect(complaints()).to.have.length(4);
        });
        at(20_000, () => {
          expect(manager.snapshot().totals.dialing, 'it is dialled again, as ever').to.be.greaterThan(3);
          void manager.stop();
        });
        flush();
      },
    ),
  );

  it(
    'an automatic request that became permanent is exempt as well',
    banning({ addresses: names(1), maxOutbound: 1 }, [], ({ manager, complaints, flush }, bans) => {
      manager.start();
      manager.connect('a0', { permanent: true });
      bans.ban('a0');
      expect(manager.get(1)?.state).to.equal('established');
      expect(complaints()).to.have.length(1);
      flush();
    }),
  );

  it(
    'while connections drain, it ends them',
    banning({ visits: () => ({}) }, [], ({ manager, knock, told, at, flush }, bans) => {
      manager.start();
      knock('v!1');
      at(10, () => void manager.stop({ drain: 10_000 }));
      at(20, () => bans.ban('v'));
      flush();
      expect(told().at(-1)).to.equal('1 inbound ended banned');
    }),
  );
});

describe('while a ban is enforced, a subscriber', () => {
  it(
    'may ban another: each ends once',
    banning({ visits: () => ({}) }, [], ({ manager, knock, told, flush }, bans) => {
      manager.start();
      for (const name of ['u', 'v', 'w']) knock(`${name}!1`);
      manager.events$.subscribe((event) => {
        if (event.type === 'disconnected' && event.id === 1) bans.ban('w', 'v');
      });
      bans.ban('u', 'v');
      expect(manager.snapshot().requests).to.deep.equal([]);
      flush();
      expect(told().filter((text) => text.includes('ended'))).to.have.members([
        '1 inbound ended banned',
        '2 inbound ended banned',
        '3 inbound ended banned',
      ]);
    }),
  );

  it(
    'may have it fall on others as somebody comes in: that one stays, alive',
    banning({ visits: () => ({}) }, [], ({ manager, visitors, knock, told, refused, flush }, bans) => {
      manager.events$.subscribe((event) => {
        if (event.type === 'established') bans.ban('somebody else');
      });
      manager.start();
      knock('v!1');
      expect(visitors.open).to.equal(1);
      expect(refused).to.deep.equal([]);
      void manager.stop();
      flush();
      expect(told(1).at(-1)).to.equal('1 inbound ended stopped');
    }),
  );

  it(
    'may ban who is just coming in',
    banning({ visits: () => ({}) }, [], ({ manager, visitors, knock, told, refused, flush }, bans) => {
      manager.events$.subscribe((event) => {
        if (event.type === 'established') bans.ban('v');
      });
      manager.start();
      knock('v!1');
      expect(visitors.open).to.equal(0);
      expect(refused).to.deep.equal([]);
      flush();
      expect(told()).to.deep.equal(['1 inbound established', '1 inbound disconnected', '1 inbound ended banned']);
    }),
  );

  it(
    'may stop the manager',
    banning({ visits: () => ({}) }, [], ({ manager, knock, told, flush }, bans) => {
      manager.start();
      for (const name of ['u', 'v']) knock(`${name}!1`);
      manager.connect('p', { permanent: true });
      manager.events$.subscribe((event) => {
        if (event.type === 'ended') void manager.stop();
      });
      bans.ban('u', 'v', 'p');
      flush();
      expect(told().filter((text) => text.includes('ended'))).to.deep.equal([
        '1 inbound ended banned',
        '2 inbound ended stopped',
        '3 permanent ended stopped',
      ]);
    }),
  );
});

describe('a list of bans', () => {
  it('that throws bans nobody, and that is told, sparingly', () => {
    const bans: Bans<string> = {
      has: () => {
        throw new Error('has threw');
      },
      changed$: NEVER,
    };
    holding({ bans, addresses: names(100), maxOutbound: 50 }, ({ manager, complaints, at, flush }) => {
      manager.start();
      at(900, () => {
        expect(manager.connections.size).to.equal(50);
        expect(complaints()).to.have.length(10);
        void manager.stop();
      });
      flush();
    })();
  });

  it('whose changes fail is told, and followed again after the back-off', () => {
    let follows = 0;
    const bans: Bans<string> = {
      has: () => follows > 1,
      changed$: new Observable((subscriber) => {
        follows += 1;
        if (follows === 1) subscriber.error(new Error('lost'));
        else subscriber.next(undefined);
      }),
    };
    holding({ bans }, ({ manager, complaints, at, flush }) => {
      manager.start();
      const handle = manager.connect('m');
      at(4_999, () => expect(handle.state).to.equal('established'));
      at(5_001, () => expect(handle.state).to.equal('ended'));
      flush();
      expect(complaints().map((error) => (error as Error).message)).to.deep.equal(['lost']);
    })();
  });

  it('is run from the start to the stop: errors are told, and what failed is run again', () => {
    let runs = 0;
    let running = 0;
    const run$ = new Observable((subscriber) => {
      runs += 1;
      running += 1;
      subscriber.add(() => (running -= 1));
      subscriber.next('loaded');
      subscriber.next(new Error('not saved'));
      if (runs < 3) subscriber.error(new Error('not loaded'));
    });
    holding({ bans: new NameBans([], { run$ }) }, ({ manager, complaints, at, flush }) => {
      expect(runs).to.equal(0);
      manager.start();
      at(20_000, () => {
        expect([runs, running]).to.deep.equal([3, 1]);
        void manager.stop();
        expect(running).to.equal(0);
      });
      flush();
      const messages = complaints().map((error) => (error as Error).message);
      expect(messages).to.deep.equal(['not saved', 'not loaded', 'not saved', 'not loaded', 'not saved']);
    })();
  });

  it('is an object with `has` and `changed$`', () => {
    const make = (bans: unknown) => () =>
      new ConnectionManager<string, string>({ dial: () => NEVER, bans: bans as Bans<string> });
    expect(make({ has: () => false, changed$: EMPTY })).not.to.throw();
    for (const wrong of [null, 'all', {}, { has: () => false }, { changed$: EMPTY }]) {
      expect(make(wrong), JSON.stringify(wrong)).to.throw('Expected `bans` to be an object with `has` and `changed$`');
    }
    expect(make(new Subject())).to.throw('Expected `bans`');
  });
});

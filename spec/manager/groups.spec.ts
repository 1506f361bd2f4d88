import { expect } from 'chai';
import { ConnectionManager } from 'rx-connmgr';
import { NEVER } from 'rxjs';
import { holding, type Held } from '../support/hold.js';

/** `a1`, `a2` are in network a. */
const group = (address: string) => address[0];

const live = ({ manager }: Held) => [...manager.connections.values()].map(({ address }) => address);

describe('`group`', () => {
  it(
    'no two automatic requests are for one network, dials under way included',
    holding(
      { addresses: ['a1', 'a2', 'b1', 'b2', 'c1'], group, maxOutbound: 5, act: () => ({ after: 100 }) },
      (held) => {
        const { manager, script, at, flush } = held;
        manager.start();
        at(50, () => expect(script.dialing).to.equal(3));
        at(10_000, () => {
          expect(live(held)).to.deep.equal(['a1', 'b1', 'c1']);
          expect(manager.snapshot().health).to.equal('starving');
          void manager.stop();
        });
        flush();
      },
    ),
  );

  it(
    'another of the network is taken when the first is gone, though that one rests',
    holding({ addresses: ['a1', 'a2'], group, maxOutbound: 2 }, (held) => {
      const { manager, script, at, flush } = held;
      manager.start();
      at(1_000, () => script.hangUp('a1'));
      at(1_010, () => {
        expect(live(held)).to.deep.equal(['a2']);
        void manager.stop();
      });
      flush();
      expect(script.most).to.equal(1);
    }),
  );

  it(
    'a dial that fails frees its network',
    holding(
      {
        addresses: ['a1', 'a2'],
        group,
        maxOutbound: 1,
        act: (key) => (key === 'a1' ? { error: new Error('down') } : {}),
      },
      (held) => {
        const { manager, at, flush } = held;
        manager.start();
        at(1_000, () => {
          expect(live(held)).to.deep.equal(['a2']);
          void manager.stop();
        });
        flush();
      },
    ),
  );

  it(
    'counts manual and permanent requests, which are not bound by it themselves; one that came in does not count',
    holding(
      {
        addresses: ['a1', 'b1', 'c1'],
        group,
        maxOutbound: 3,
        act: (key) => (key === 'b9' ? { after: 9_000 } : {}),
        visits: () => ({}),
      },
      (held) => {
        const { manager, knock, at, flush } = held;
        manager.connect('a8', { permanent: true });
        manager.connect('a9');
        manager.connect('b9');
        manager.start();
        knock('c9');
        at(1_000, () => {
          expect(live(held)).to.have.members(['a8', 'a9', 'c9', 'c1']);
          manager.remove(3);
        });
        at(1_010, () => {
          expect(live(held), 'its network is free').to.include('b1');
          manager.remove(1);
        });
        at(1_020, () => expect(live(held), 'a9 is there').not.to.include('a1'));
        at(1_030, () => manager.remove(2));
        at(1_040, () => {
          expect(live(held)).to.include('a1');
          void manager.stop();
        });
        flush();
      },
    ),
  );

  it(
    'goes with a request that becomes another’s',
    holding({ addresses: ['a1', 'a2'], group, maxOutbound: 1 }, (held) => {
      const { manager, at, flush } = held;
      manager.start();
      manager.connect('a1', { permanent: true });
      at(10_000, () => expect(live(held)).to.deep.equal(['a1']));
      at(10_001, () => manager.remove(1));
      at(10_010, () => {
        expect(live(held)).to.deep.equal(['a2']);
        void manager.stop();
      });
      flush();
    }),
  );

  it(
    'none is a network that is not counted',
    holding(
      {
        addresses: ['a1', 'a2', 'b1', 'b2'],
        group: (address) => (address.startsWith('a') ? undefined : 'b'),
        maxOutbound: 4,
      },
      (held) => {
        held.manager.start();
        expect(live(held)).to.deep.equal(['a1', 'a2', 'b1']);
        void held.manager.stop();
        held.flush();
      },
    ),
  );
});

describe('`routable`', () => {
  it(
    'says what an automatic request may dial; who is asked for is dialled all the same, and let in',
    holding(
      {
        addresses: ['a', 'local', 'b'],
        routable: (address) => address !== 'local',
        maxOutbound: 3,
        visits: () => ({}),
      },
      (held) => {
        const { manager, at, flush } = held;
        manager.start();
        at(60_000, () => {
          expect(live(held)).to.deep.equal(['a', 'b']);
          expect(manager.connect('local').state).to.equal('established');
          expect(held.knock('local 2')).to.equal(true);
          void manager.stop();
        });
        flush();
      },
    ),
  );
});

describe('a function that throws', () => {
  for (const name of ['group', 'routable'] as const) {
    it(
      `\`${name}\` keeps the address from the automatic lane, is told sparingly, and spoils nothing`,
      holding(
        {
          addresses: [...Array.from({ length: 200 }, (_, i) => `bad ${i}`), 'good'],
          maxOutbound: 2,
          [name]: (address: string) => {
            if (address.startsWith('bad')) throw new Error(`${name} threw`);
            return name === 'routable' ? true : undefined;
          },
        },
        (held) => {
          const { manager, complaints, script, at, flush } = held;
          manager.start();
          at(500, () => {
            expect(live(held)).to.deep.equal(['good']);
            expect(complaints().map((error) => (error as Error).message)).to.deep.equal(
              Array.from({ length: 10 }, () => `${name} threw`),
            );
            expect(manager.connect('bad 7').state, 'asked for by hand').to.equal('established');
            void manager.stop();
          });
          flush();
          expect(script.dials).to.have.length(2);
        },
      ),
    );
  }

  it('or is none, is refused', () => {
    const make = (options: object) => () => new ConnectionManager<string, string>({ dial: () => NEVER, ...options });
    expect(make({ group: 16 })).to.throw('Expected `group` to be a function, got `16`');
    expect(make({ routable: true })).to.throw('Expected `routable` to be a function, got `true`');
  });
});

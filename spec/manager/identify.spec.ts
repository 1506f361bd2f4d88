import { expect } from 'chai';
import { ArgumentError, ConnectionManager, isConnectionError, manage, type Command, type PeerId } from 'rx-connmgr';
import { NEVER, Subject } from 'rxjs';
import { holding, names, type Held } from '../support/hold.js';

/** The error with which a request ended, or its connection was given up. */
const errorOf = ({ events }: Held, id: number, type: 'ended' | 'disconnected') =>
  events.flatMap((event) => (event.type === type && event.id === id ? [event.error] : [])).at(-1);

const live = ({ manager }: Held) => [...manager.connections.values()].map(({ address }) => address);

describe('identify', () => {
  it(
    'answers whether there is such a request that is established, and stays',
    holding({ act: () => ({ after: 5 }) }, ({ manager, at, flush }) => {
      manager.start();
      expect(manager.identify(1, 'peer')).to.equal(false);
      const { id } = manager.connect('m');
      expect(manager.identify(id, 'peer'), 'dialing').to.equal(false);
      at(10, () => {
        expect(manager.identify(id, 'peer')).to.equal(true);
        expect(manager.identify(id, 'peer'), 'twice is once').to.equal(true);
        expect(manager.identify(id, 'another name'), 'the latest name holds').to.equal(true);
        manager.remove(id);
        expect(manager.identify(id, 'peer'), 'ended').to.equal(false);
      });
      flush();
    }),
  );

  const rivals = (
    name: string,
    first: 'in' | 'out',
    second: 'in' | 'out',
    ours: PeerId | undefined,
    stays: 'first' | 'second',
  ) =>
    it(
      name,
      holding({ visits: () => ({}) }, (held) => {
        const { manager, knock, told, at, flush } = held;
        const open = (address: string, way: 'in' | 'out') =>
          way === 'in' ? void knock(address) : void manager.connect(address);
        manager.start();
        open('first', first);
        at(10, () => open('second', second));
        at(20, () => {
          expect(manager.identify(1, 'm', { ours })).to.equal(true);
          expect(manager.identify(2, 'm', { ours })).to.equal(stays === 'second');
          expect(live(held)).to.deep.equal([stays]);
          const [gone, there] = stays === 'first' ? [2, 1] : [1, 2];
          expect(told(gone).at(-1)).to.match(/ended duplicate$/);
          const error = errorOf(held, gone, 'ended');
          expect(isConnectionError(error, 'duplicate') && error.id).to.equal(there);
          void manager.stop();
        });
        flush();
      }),
    );

  describe('of two connections to one peer keeps', () => {
    rivals('the older, where we have no name', 'out', 'in', undefined, 'first');
    rivals('the older of two that we opened', 'out', 'out', 'a', 'first');
    rivals('the older of two that it opened', 'in', 'in', 'z', 'first');
    rivals('the one that we opened, where our name is the higher', 'in', 'out', 'z', 'second');
    rivals('the one that we opened, also if it is the older', 'out', 'in', 'z', 'first');
    rivals('the one that it opened, where our name is the lower', 'out', 'in', 'a', 'second');
    rivals('the one that it opened, also if it is the older', 'in', 'out', 'a', 'first');
    rivals('the older, where the names cannot be compared', 'out', 'in', 7, 'first');
  });

  it('finds the same one at both ends, whichever connection is identified first', () => {
    for (const [ours, theirs] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      for (const order of [
        [1, 2],
        [2, 1],
      ]) {
        const kept = (own: string, other: string, kinds: readonly ('in' | 'out')[]) => {
          const result: string[] = [];
          holding({ visits: () => ({}) }, (held) => {
            const { manager, knock, flush } = held;
            manager.start();
            kinds.forEach((way, i) => (way === 'in' ? knock(`c${i}`) : manager.connect(`c${i}`)));
            for (const id of order) manager.identify(id, other, { ours: own });
            result.push(...live(held));
            flush();
          })();
          return result;
        };
        const here = kept(ours, theirs, ['in', 'out']);
        const there = kept(theirs, ours, ['out', 'in']);
        expect(here, `${ours} ${theirs}`).to.deep.equal(there);
        expect(here).to.have.length(1);
      }
    }
  });

  for (const [what, one, same, other] of [
    ['texts', 'a', 'a', 'b'],
    ['numbers', 1, 1, 2],
    ['big numbers', 1n, 1n, 2n],
    ['bytes', Uint8Array.of(1, 2), Buffer.of(1, 2), Uint8Array.of(1, 2, 0)],
    ['of different types', '1', '1', 1],
  ] as const) {
    it(
      `tells peers apart by their names: ${what}`,
      holding({}, (held) => {
        const { manager, flush } = held;
        manager.start();
        for (const name of ['a', 'b', 'c']) manager.connect(name);
        expect(manager.identify(1, one)).to.equal(true);
        expect(manager.identify(2, other)).to.equal(true);
        expect(manager.identify(3, same)).to.equal(false);
        expect(live(held)).to.deep.equal(['a', 'b']);
        flush();
      }),
    );
  }

  it(
    'forgets a peer with its connection',
    holding({ visits: () => ({}) }, (held) => {
      const { manager, visitors, knock, flush } = held;
      manager.start();
      knock('v1');
      manager.identify(1, 'peer');
      visitors.hangUp('v1');
      knock('v2');
      expect(manager.identify(2, 'peer')).to.equal(true);
      manager.remove(2);
      manager.connect('m');
      expect(manager.identify(3, 'peer')).to.equal(true);
      flush();
    }),
  );

  it(
    'forgets the former name of a request',
    holding({}, ({ manager, flush }) => {
      manager.start();
      for (const name of ['a', 'b']) manager.connect(name);
      manager.identify(1, 'one');
      manager.identify(1, 'two');
      expect(manager.identify(2, 'one')).to.equal(true);
      expect(manager.identify(2, 'two')).to.equal(false);
      flush();
    }),
  );

  it(
    'knows the peer of the one that stays after the other is gone, whichever that was',
    holding({ visits: () => ({}) }, (held) => {
      const { manager, knock, flush } = held;
      manager.start();
      manager.connect('m');
      knock('v');
      knock('w');
      manager.identify(1, 'peer');
      expect(manager.identify(2, 'peer', { ours: 'a' }), 'the newer stays').to.equal(true);
      expect(manager.identify(3, 'peer'), 'a third one').to.equal(false);
      expect(live(held)).to.deep.equal(['v']);
      flush();
    }),
  );

  it(
    'does not end a permanent request: it waits, ever longer, and is told why',
    holding({ visits: () => ({}) }, (held) => {
      const { manager, knock, told, at, flush } = held;
      manager.events$.subscribe((event) => {
        if (event.type === 'established') manager.identify(event.id, 'peer');
      });
      manager.start();
      knock('v');
      manager.connect('p', { permanent: true });
      at(31_000, () => void manager.stop());
      flush();
      expect(
        told(2)
          .slice(0, -1)
          .filter((text) => !text.includes('dialing') && !text.includes('established')),
      ).to.deep.equal([
        '2 permanent disconnected',
        '2 permanent waiting 1 5000',
        '2 permanent disconnected',
        '2 permanent waiting 2 10000',
        '2 permanent disconnected',
        '2 permanent waiting 3 15000',
        '2 permanent disconnected',
        '2 permanent waiting 4 20000',
      ]);
      const error = errorOf(held, 2, 'disconnected');
      expect(isConnectionError(error, 'duplicate') && error.id).to.equal(1);
    }),
  );

  it(
    'makes a duplicate a failure of its address: it is not dialled every few seconds',
    holding({ addresses: names(1), maxOutbound: 1, visits: () => ({}) }, (held) => {
      const { manager, script, knock, at, flush } = held;
      manager.events$.subscribe((event) => {
        if (event.type === 'established') manager.identify(event.id, 'peer');
      });
      manager.start();
      at(10, () => manager.remove(1));
      at(20, () => knock('v'));
      at(60_000, () => void manager.stop());
      flush();
      expect(script.times('a0')).to.deep.equal([0, 5_010, 10_010, 20_010, 35_010, 55_010]);
    }),
  );

  it(
    'after a connection that lasted lets its address rest no longer than after any',
    holding({ addresses: names(1), maxOutbound: 1, visits: () => ({}) }, ({ manager, script, knock, at, flush }) => {
      manager.start();
      manager.identify(1, 'peer');
      at(20_000, () => {
        knock('v');
        expect(manager.identify(2, 'peer', { ours: 'a' }), 'the other one goes').to.equal(true);
      });
      at(26_000, () => void manager.stop());
      flush();
      expect(script.times('a0')).to.deep.equal([0, 25_000]);
    }),
  );

  it(
    'while a subscriber of the end removes the other one: says that it does not stay',
    holding({ visits: () => ({}) }, ({ manager, knock, flush }) => {
      manager.start();
      manager.connect('m');
      knock('v');
      manager.events$.subscribe((event) => {
        if (event.type === 'ended' && event.reason === 'duplicate') manager.remove(2);
      });
      manager.identify(1, 'peer');
      expect(manager.identify(2, 'peer', { ours: 'a' })).to.equal(false);
      expect(manager.snapshot().requests).to.deep.equal([]);
      flush();
    }),
  );

  it(
    'refuses what is no name, lest all without one be the same peer',
    holding({}, ({ manager, flush }) => {
      manager.start();
      manager.connect('a');
      const wrong = [undefined, null, {}, [1, 2], true] as never[];
      for (const peer of wrong) {
        expect(() => manager.identify(1, peer)).to.throw(
          ArgumentError,
          'Expected `peer` to be a text, a number or bytes',
        );
      }
      expect(() => manager.identify(1, 'peer', { ours: null as never })).to.throw(ArgumentError, 'Expected `ours`');
      expect(() => manager.identify(1, 'peer', { our: 'a' } as never)).to.throw(ArgumentError, 'our');
      expect(manager.get(1)?.state).to.equal('established');
      flush();
    }),
  );

  it('is a command, too: one that cannot be is told, and stops nothing', () => {
    const command$ = new Subject<Command<string>>();
    const told: string[] = [];
    command$.pipe(manage<string, string>({ dial: () => NEVER, inbound: NEVER })).subscribe((event) => {
      told.push(event.type === 'health' && event.error ? (event.error as Error).message : event.type);
    });
    command$.next({ type: 'identify', id: 1, peer: 'nobody' });
    command$.next({ type: 'connect', address: 'a' });
    command$.next({ type: 'dance' } as never);
    command$.next({ type: 'remove', id: 1 });
    command$.complete();
    expect(told).to.deep.equal(['health', 'dialing', told[2], 'ended', 'health']);
    expect(told[2]).to.contain('Pattern matching error');
  });

  it('takes names of any kind', () => {
    const manager = new ConnectionManager<string, string>({ dial: () => NEVER });
    expect(manager.identify(1, Uint8Array.of(1), { ours: Uint8Array.of(2) })).to.equal(false);
  });
});

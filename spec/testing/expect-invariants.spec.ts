import { expect } from 'chai';
import { ArgumentError, ConnectionManager, type Health, type RequestState, type Snapshot } from 'rx-connmgr';
import { expectInvariants, marbles, virtualNetwork, type InvariantOptions } from 'rx-connmgr/testing';
import { timer } from 'rxjs';

type Row = RequestState<string>;

const row = (id: number, more: Partial<Row> = {}): Row => ({
  id,
  address: `a${id}`,
  kind: 'automatic',
  state: 'established',
  since: 1_000,
  failures: 0,
  ...more,
});

const none = { dialing: 0, established: 0, failed: 0, disconnected: 0, waiting: 0, ended: 0, health: 0 };

/** A snapshot of these rows, with totals that account for them. */
const snapshot = (
  requests: readonly Row[],
  more: { readonly health?: Health; readonly totals?: Partial<typeof none> } = {},
): Snapshot<string> => {
  const established = requests.filter(({ state }) => state === 'established').length;
  const dialing = requests.length;
  return {
    at: 2_000,
    health: more.health ?? 'connecting',
    requests,
    totals: { ...none, dialing, established, ...more.totals },
  };
};

const problemOf = <A>(given: Snapshot<A>, options?: InvariantOptions<A>): string => {
  try {
    expectInvariants(given, options);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};

describe('expectInvariants', () => {
  describe('of any snapshot', () => {
    const fine: Readonly<Record<string, Snapshot<string>>> = {
      'nothing at all': snapshot([]),
      'a row in each state': snapshot([
        row(1),
        row(2, { state: 'queued' }),
        row(3, { state: 'dialing', failures: 2 }),
        row(4, { state: 'waiting', kind: 'permanent', failures: 2, retryAt: 1_000, error: new Error('refused') }),
        row(5, { state: 'waiting', kind: 'manual', error: 'refused' }),
        row(6, { kind: 'inbound' }),
      ]),
      'dials that were cancelled, and requests that are gone': snapshot([row(9)], {
        totals: { dialing: 9, failed: 3, established: 4, disconnected: 3, ended: 8 },
      }),
      'a health that comes after the rows': snapshot([row(1)], { health: 'outage' }),
      'a stop': snapshot([], { health: 'stopped', totals: { dialing: 3, established: 2, disconnected: 2, ended: 3 } }),
    };
    for (const [what, given] of Object.entries(fine)) {
      it(`has nothing against ${what}`, () => {
        expect(problemOf(given)).to.equal('none');
      });
    }

    const wrong: Readonly<Record<string, Snapshot<string>>> = {
      'Expected no row of request 1 once it has ended, got one': snapshot([row(1, { state: 'ended' })]),
      'Expected a whole number of failures of request 1, got -1': snapshot([row(1, { failures: -1 })]),
      'Expected a whole number of failures of request 1, got 0.5': snapshot([row(1, { failures: 0.5 })]),
      'Expected no failures of request 1 once established, got 2': snapshot([row(1, { failures: 2 })]),
      'Expected no error of request 1 once established, got Error: refused': snapshot([
        row(1, { error: new Error('refused') }),
      ]),
      'Expected a time to retry request 1 only while it waits, got one while dialing': snapshot([
        row(1, { state: 'dialing', retryAt: 2_000 }),
      ]),
      'Expected request 1 to be retried at 1000, when it began to wait, or later, got 999': snapshot([
        row(1, { state: 'waiting', retryAt: 999 }),
      ]),
      'Expected one row of each id, got requests 1 and 1 of 1': snapshot([row(1), row(1, { address: 'b' })]),
      'Expected one row of each key, got requests 1 and 2 of a': snapshot([
        row(1, { address: 'a' }),
        row(2, { address: 'a' }),
      ]),
      'Expected 1 more `established` than `disconnected`, as there are rows, got 2 and 0': snapshot([row(1)], {
        totals: { established: 2 },
      }),
      'Expected 1 more `established` than `disconnected`, as there are rows, got 2 and 2': snapshot([row(1)], {
        totals: { established: 2, disconnected: 2 },
      }),
      'Expected a dial for each of 0 failures and 2 rows being dialled, got 1': snapshot(
        [row(1, { state: 'dialing' }), row(2, { state: 'dialing' })],
        { totals: { dialing: 1 } },
      ),
      'Expected a dial for each of 3 failures and 0 rows being dialled, got 2': snapshot([], {
        totals: { dialing: 2, failed: 3 },
      }),
      'Expected a whole number of `waiting`, got NaN': snapshot([], { totals: { waiting: NaN } }),
      'Expected a whole number of `ended`, got -1': snapshot([], { totals: { ended: -1 } }),
      'Expected no request to live after the stop, got 1': snapshot([row(1)], { health: 'stopped' }),
    };
    for (const [problem, given] of Object.entries(wrong)) {
      it(problem, () => {
        expect(problemOf(given)).to.equal(problem);
      });
    }
  });

  describe('with places', () => {
    const three = snapshot([row(1), row(2, { state: 'dialing' }), row(3, { kind: 'permanent' })]);

    it('counts automatic requests alone, in whatever state', () => {
      expect(problemOf(three, { maxOutbound: 2 })).to.equal('none');
      expect(problemOf(three, { maxOutbound: 1 })).to.equal('Expected at most 1 automatic requests, got 2');
    });

    it('counts none where there are no places', () => {
      expect(problemOf(snapshot([row(1, { kind: 'manual' })]), { maxOutbound: 0 })).to.equal('none');
      expect(problemOf(snapshot([row(1)]), { maxOutbound: 0 })).to.equal(
        'Expected at most 0 automatic requests, got 1',
      );
    });
  });

  describe('of connections that came in', () => {
    const came = (more: Partial<Row>) => snapshot([row(1, { kind: 'inbound', ...more })]);

    it('knows those that are established, and those of whose end is being told', () => {
      expect(problemOf(came({}))).to.equal('none');
      expect(problemOf(came({ state: 'waiting', error: new Error('reset') }))).to.equal('none');
    });

    for (const [problem, more] of [
      ['Expected inbound request 1 to be established, got queued', { state: 'queued' }],
      ['Expected inbound request 1 to be established, got dialing', { state: 'dialing' }],
      ['Expected no failures of inbound request 1, got 1', { state: 'waiting', failures: 1 }],
      [
        'Expected inbound request 1 not to be dialled, got a time to retry it, 2000',
        { state: 'waiting', retryAt: 2_000 },
      ],
    ] as const) {
      it(problem, () => {
        expect(problemOf(came(more))).to.equal(problem);
      });
    }

    it('counts them, and all that there are, but those of whose end is being told', () => {
      const some = snapshot([
        row(1),
        row(2, { kind: 'permanent', state: 'queued' }),
        row(3, { kind: 'inbound' }),
        row(4, { kind: 'inbound' }),
        row(5, { kind: 'inbound', state: 'waiting' }),
      ]);
      expect(problemOf(some, { maxInbound: 2, maxPeers: 4 })).to.equal('none');
      expect(problemOf(some, { maxInbound: 1 })).to.equal('Expected at most 1 inbound requests, got 2');
      expect(problemOf(some, { maxPeers: 3 })).to.equal('Expected at most 3 requests, got 4');
    });
  });

  describe('with keys', () => {
    const rows = (...ports: readonly number[]) => ({
      ...snapshot([]),
      requests: ports.map((port, i) => ({ ...row(i + 1, { state: 'queued' }), address: { host: 'A.', port } })),
    });

    it('takes the key of the package', () => {
      expect(problemOf(rows(1, 2))).to.equal('none');
      expect(problemOf(rows(1, 1))).to.equal('Expected one row of each key, got requests 1 and 2 of a:1');
    });

    it('takes one of your own', () => {
      expect(problemOf(rows(1, 1), { key: () => Math.random().toString() })).to.equal('none');
      expect(problemOf(rows(1, 2), { key: ({ host }) => host })).to.match(/requests 1 and 2 of A\.$/);
    });
  });

  describe('when settled', () => {
    const settled = { maxOutbound: 2, settled: true };
    const waiting = row(3, { kind: 'permanent', state: 'waiting', retryAt: 3_000 });
    const queued = row(4, { kind: 'permanent', state: 'queued' });

    const fine: readonly (readonly [string, Health, readonly Row[]])[] = [
      ['ok with all places and permanent requests', 'ok', [row(1), row(2), row(3, { kind: 'permanent' })]],
      ['connecting for want of a place', 'connecting', [row(1), row(2, { state: 'dialing' })]],
      ['connecting for want of a permanent request', 'connecting', [row(1), row(2), waiting]],
      ['starving for want of an address', 'starving', [row(1)]],
      ['an outage with nothing established', 'outage', [row(1, { state: 'dialing' }), waiting]],
      ['idle before the start', 'idle', [queued]],
      ['idle with what is wished for once', 'idle', [row(1, { kind: 'manual' })]],
    ];
    for (const [what, health, rows] of fine) {
      it(`has nothing against ${what}`, () => {
        expect(problemOf(snapshot(rows, { health }), settled)).to.equal('none');
      });
    }

    const wrong: readonly (readonly [string, Health, readonly Row[]])[] = [
      ['nothing to be established in an outage, got 1 requests', 'outage', [row(1, { kind: 'manual' })]],
      ['no permanent request to be under way while idle, got 1 requests', 'idle', [waiting]],
      ['all permanent requests to be established when all is ok, got 1 that are not', 'ok', [row(1), row(2), waiting]],
      ['2 places to be filled when all is ok, got 1', 'ok', [row(1), row(2, { kind: 'manual' })]],
      [
        'something to be missing while connecting, got all of 2 places and of the permanent requests',
        'connecting',
        [row(1), row(2)],
      ],
      [
        'something to be missing while starving, got all of 2 places and of the permanent requests',
        'starving',
        [row(1), row(2)],
      ],
    ];
    for (const [problem, health, rows] of wrong) {
      it(`Expected ${problem}`, () => {
        const given = snapshot(rows, { health });
        expect(problemOf(given, settled)).to.equal(`Expected ${problem}`);
        expect(problemOf(given, { maxOutbound: 2 })).to.equal('none');
      });
    }

    it('leaves the places alone where their number is not known', () => {
      expect(problemOf(snapshot([row(1)], { health: 'ok' }), { settled: true })).to.equal('none');
      expect(problemOf(snapshot([row(1)], { health: 'connecting' }), { settled: true })).to.equal('none');
    });
  });

  describe('what is refused', () => {
    const wrong: Readonly<Record<string, object>> = {
      'Expected `maxOutbound` to be a whole number ≥ 0, got `-1`': { maxOutbound: -1 },
      'Expected `maxInbound` to be a whole number ≥ 0, got `-1`': { maxInbound: -1 },
      'Expected `maxPeers` to be a whole number ≥ 0, got `0.5`': { maxPeers: 0.5 },
      'Expected `key` to be a function, got `"host"`': { key: 'host' },
      'Expected each option to be one of `maxOutbound`, `maxInbound`, `maxPeers`, `key`, `settled`, got `"places"`': {
        places: 8,
      },
    };
    for (const [message, options] of Object.entries(wrong)) {
      it(message, () => {
        expect(() => expectInvariants(snapshot([]), options))
          .to.throw(ArgumentError)
          .with.property('message', message);
      });
    }
  });

  it('fails a test under marbles from within a subscriber', () => {
    const test = (maxOutbound: number) =>
      marbles(() => {
        const network = virtualNetwork({ seed: 1, peers: 9, latency: 20 });
        const manager = new ConnectionManager({ dial: network.dial, addresses: network.addresses, maxOutbound: 3 });
        manager.events$.subscribe(() => expectInvariants(manager.snapshot(), { maxOutbound }));
        manager.start();
        timer(1_000).subscribe(() => void manager.stop());
      });
    expect(test(3)).not.to.throw();
    expect(test(2)).to.throw('Expected at most 2 automatic requests, got 3');
  });
});

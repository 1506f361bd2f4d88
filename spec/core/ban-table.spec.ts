import { expect } from 'chai';
import fc from 'fast-check';
import type { Ban } from 'rx-connmgr';
import { BanTable } from '../../lib/core/ban-table.js';
import { runs } from '../support/runs.js';

const ban = (subnet: string, until: number): Ban => ({ subnet, since: 0, until });

const tableOf = (limit: number, ...bans: readonly Ban[]) => {
  const table = new BanTable(limit);
  for (const one of bans) table.add(one);
  return table;
};

describe('BanTable', () => {
  it('finds the ban of the most specific subnet', () => {
    const table = tableOf(9, ban('10.0.0.0/8', 9), ban('10.1.0.0/16', 9), ban('10.1.2.3', 9), ban('example.com', 9));
    const found = ['10.1.2.3', '::ffff:10.1.2.3', '10.1.9.9', '10.9.9.9', 'Example.com.', '11.0.0.1', '::1', ''].map(
      (host) => table.find(host, 0)?.subnet,
    );
    const expected = ['10.1.2.3', '10.1.2.3', '10.1.0.0/16', '10.0.0.0/8', 'example.com', ...Array<undefined>(3)];
    expect(found).to.deep.equal(expected);
  });

  it('finds the wider one when the narrower is over, and none that is', () => {
    const table = tableOf(9, ban('10.0.0.0/8', 9), ban('10.1.2.3', 5));
    expect([4, 5, 8, 9].map((now) => table.find('10.1.2.3', now)?.subnet)).to.deep.equal([
      '10.1.2.3',
      '10.0.0.0/8',
      '10.0.0.0/8',
      undefined,
    ]);
    expect(
      table.list(5).map(({ subnet }) => subnet),
      'listed neither',
    ).to.deep.equal(['10.0.0.0/8']);
  });

  it('lengthens a ban, and never shortens it', () => {
    const table = tableOf(9, ban('10.0.0.0/8', 5));
    expect(table.add(ban('10.0.0.0/8', 5))).to.equal(undefined);
    expect(table.add(ban('10.0.0.0/8', 4))).to.equal(undefined);
    expect(table.add(ban('10.0.0.0/8', 6))).to.deep.equal([]);
    expect(table.list(0)).to.deep.equal([ban('10.0.0.0/8', 6)]);
    expect(table.expire(5), 'the shorter one is no more').to.deep.equal([]);
    expect(table.expire(6)).to.deep.equal([ban('10.0.0.0/8', 6)]);
  });

  it('makes room by the one that would end first', () => {
    const table = tableOf(2, ban('a.example', 8), ban('b.example', 5));
    expect(table.add(ban('c.example', 1)), 'the new one always has a place').to.deep.equal([ban('b.example', 5)]);
    expect(table.add(ban('a.example', 9)), 'no room is needed').to.deep.equal([]);
    expect(table.add(ban('d.example', 9))).to.deep.equal([ban('c.example', 1)]);
    expect(table.list(0).map(({ subnet }) => subnet)).to.deep.equal(['a.example', 'd.example']);
  });

  it('knows when the first ends', () => {
    const table = tableOf(9);
    expect(table.firstEnd).to.equal(undefined);
    for (const one of [ban('a.example', Infinity), ban('b.example', 5), ban('c.example', 7)]) table.add(one);
    expect(table.firstEnd).to.equal(5);
    table.lift('b.example');
    expect(table.firstEnd).to.equal(7);
    table.add(ban('c.example', 8));
    expect(table.firstEnd).to.equal(8);
    table.expire(Number.MAX_VALUE);
    expect(table.firstEnd).to.equal(Infinity);
    expect(table.lift('a.example')).to.deep.equal(ban('a.example', Infinity));
    expect([table.firstEnd, table.lift('a.example'), table.get('a.example')]).to.deep.equal(Array(3).fill(undefined));
  });

  it('forgets those that were lifted or replaced, however many', () => {
    const table = tableOf(10);
    for (let until = 1; until <= 50_000; until += 1) {
      table.add(ban('a.example', until));
      table.add(ban('b.example', until));
      table.lift('b.example');
      expect(table.ends).to.be.at.most(104);
    }
    expect(table.expire(49_999)).to.deep.equal([]);
    expect(table.expire(50_000)).to.deep.equal([ban('a.example', 50_000)]);
  });

  it('is what a naive list of bans is', () => {
    const subnet = fc.constantFrom(
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.1.2.0/24',
      '10.1.2.3',
      '0.0.0.0/0',
      '2001:db8::/64',
    );
    const hosts = ['10.1.2.3', '10.1.2.4', '10.1.3.1', '10.2.2.2', '192.0.2.1', '2001:db8::1', '2001:db9::1'];
    /** Of each host, the subnets that it is in, the most specific first. */
    const within = [
      ['10.1.2.3', '10.1.2.0/24', '10.1.0.0/16', '10.0.0.0/8', '0.0.0.0/0'],
      ['10.1.2.0/24', '10.1.0.0/16', '10.0.0.0/8', '0.0.0.0/0'],
      ['10.1.0.0/16', '10.0.0.0/8', '0.0.0.0/0'],
      ['10.0.0.0/8', '0.0.0.0/0'],
      ['0.0.0.0/0'],
      ['2001:db8::/64'],
      [],
    ];
    const step = fc.oneof(
      fc.record({ type: fc.constant('add' as const), subnet, lasting: fc.integer({ min: -5, max: 30 }) }),
      fc.record({ type: fc.constant('lift' as const), subnet }),
      fc.record({ type: fc.constant('wait' as const), time: fc.integer({ min: -10, max: 20 }) }),
      fc.record({ type: fc.constant('expire' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (steps, limit) => {
        const table = new BanTable(limit);
        let model: readonly Ban[] = [];
        let now = 100;
        for (const one of steps) {
          if (one.type === 'wait') now += one.time;
          if (one.type === 'lift') {
            expect(table.lift(one.subnet)).to.equal(model.find((known) => known.subnet === one.subnet));
            model = model.filter((known) => known.subnet !== one.subnet);
          }
          if (one.type === 'expire') {
            const over = model.filter(({ until }) => until <= now);
            expect([...table.expire(now)]).to.have.members(over);
            model = model.filter(({ until }) => until > now);
          }
          if (one.type === 'add') {
            const added = ban(one.subnet, now + one.lasting);
            const known = model.find((other) => other.subnet === one.subnet);
            const displaced = table.add(added);
            expect(displaced === undefined).to.equal(known !== undefined && known.until >= added.until);
            expect((displaced?.length ?? 0) > 0).to.equal(known === undefined && model.length === limit);
            for (const gone of displaced ?? []) {
              expect(model).to.include(gone);
              expect(gone.until).to.equal(Math.min(...model.map(({ until }) => until)));
              model = model.filter((other) => other !== gone);
            }
            if (displaced && known) model = model.map((other) => (other === known ? added : other));
            else if (displaced) model = [...model, added];
          }
          const holding = model.filter(({ until }) => until > now);
          expect(table.list(now)).to.deep.equal(holding);
          expect(table.firstEnd ?? Infinity).to.equal(Math.min(...model.map(({ until }) => until)));
          for (const [i, host] of hosts.entries()) {
            const expected = within[i]?.map((text) => holding.find((one_) => one_.subnet === text)).find(Boolean);
            expect(table.find(host, now)).to.equal(expected);
          }
        }
      }),
      { numRuns: runs(500) },
    );
  });
});

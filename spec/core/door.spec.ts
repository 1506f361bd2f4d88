import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError } from 'rx-connmgr';
import { seededRandom } from 'rx-connmgr/testing';
import { Door, type DoorRules, type Stay } from '../../lib/core/door.js';
import { runs } from '../support/runs.js';

const nothing = { hosts: 0, prefixes: 0, unfinished: 0 };

const doorOf = (rules: Partial<DoorRules>, random: () => number = () => 0.5): Door => {
  const door = new Door(random);
  door.change(rules);
  return door;
};

/** Lets a host in if it may come in, else says why not. */
const come = (door: Door, host: string, now = 0): Stay | string => {
  const guest = door.guest(host);
  return door.knock(guest, now) ?? door.enter(guest);
};
const isIn = (came: Stay | string): came is Stay => typeof came !== 'string';
const reasons = (door: Door, hosts: readonly string[], now = 0) =>
  hosts.map((host) => {
    const came = come(door, host, now);
    return isIn(came) ? 'in' : came;
  });

describe('Door', () => {
  it('lets everybody in at first', () => {
    const door = new Door(() => 0.999);
    expect(
      new Set(
        reasons(
          door,
          Array.from({ length: 1_000 }, () => '192.0.2.1'),
        ),
      ),
    ).to.deep.equal(new Set(['in']));
  });

  it('counts by host, in whatever spelling', () => {
    const door = doorOf({ perHost: 2 });
    expect(reasons(door, ['192.0.2.1', '::ffff:192.0.2.1', '192.0.2.1', '192.0.2.2'])).to.deep.equal([
      ...['in', 'in', 'host', 'in'],
    ]);
    expect(reasons(door, ['fe80::1%eth0', 'fe80::1%lo', 'FE80::0:1'])).to.deep.equal(['in', 'in', 'host']);
  });

  it('counts by network', () => {
    const door = doorOf({ perPrefix: 2 });
    expect(reasons(door, ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.3.1'])).to.deep.equal([
      ...['in', 'in', 'prefix', 'in'],
    ]);
    expect(reasons(door, ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8:0:1::1'])).to.deep.equal([
      ...['in', 'in', 'prefix', 'in'],
    ]);
  });

  it('counts those whose handshake is not finished apart', () => {
    const door = doorOf({ unfinished: 1 });
    const first = come(door, '192.0.2.1') as Stay;
    expect(reasons(door, ['192.0.2.2'])).to.deep.equal(['unfinished']);
    first.greet();
    first.greet();
    const second = come(door, '192.0.2.2') as Stay;
    expect(reasons(door, ['192.0.2.3'])).to.deep.equal(['unfinished']);
    second.leave();
    second.leave();
    second.greet();
    expect(door.taken).to.deep.equal({ hosts: 1, prefixes: 1, unfinished: 0 });
    expect(reasons(door, ['192.0.2.3', '192.0.2.4'])).to.deep.equal(['in', 'unfinished']);
  });

  it('has a rate for each network', () => {
    const door = doorOf({ rate: 1, burst: 2 });
    expect(reasons(door, ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.3.1'])).to.deep.equal([
      ...['in', 'in', 'rate', 'in'],
    ]);
    expect(reasons(door, ['192.0.2.1', '192.0.2.2'], 1_000)).to.deep.equal(['in', 'rate']);
  });

  it('sheds a flood, of which those are no part that it refuses for another reason', () => {
    const door = doorOf({ flood: 2, perHost: 1 }, () => 0.999);
    expect(reasons(door, ['192.0.2.1', ...Array.from({ length: 50 }, () => '192.0.2.1')]).at(-1)).to.equal('host');
    expect(reasons(door, ['192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'])).to.deep.equal([
      ...['in', 'in', 'flood', 'flood'],
    ]);
  });

  it('goes by its lists: the more specific subnet decides', () => {
    const door = doorOf({ deny: ['192.0.2.0/24', '10.1.0.0/16'], allow: ['192.0.2.7', '10.0.0.0/8'], perHost: 0 });
    expect(reasons(door, ['192.0.2.1', '192.0.2.7', '10.1.2.3', '10.2.3.4', '198.51.100.1'])).to.deep.equal([
      ...['denied', 'in', 'denied', 'in', 'host'],
    ]);
    door.change({ deny: ['192.0.2.7'] });
    expect(reasons(door, ['192.0.2.1', '192.0.2.7'])).to.deep.equal(['host', 'in']);
    door.change({ allow: [] });
    expect(reasons(door, ['192.0.2.7', '10.2.3.4'])).to.deep.equal(['denied', 'host']);
  });

  it('gives no place to those allowed, and frees none when they leave', () => {
    const door = doorOf({ perHost: 1, allow: ['192.0.2.0/24'] });
    const allowed = [1, 2, 3].map(() => come(door, '192.0.2.1') as Stay);
    expect(door.taken).to.deep.equal(nothing);
    door.change({ allow: [] });
    expect(reasons(door, ['192.0.2.1', '192.0.2.1'])).to.deep.equal(['in', 'host']);
    for (const { leave, greet } of allowed) {
      greet();
      leave();
    }
    expect(door.taken).to.deep.equal({ hosts: 1, prefixes: 1, unfinished: 1 });
    expect(reasons(door, ['192.0.2.1'])).to.deep.equal(['host']);
  });

  it('lets whoever is inside stay when a limit falls', () => {
    const door = doorOf({ perHost: 3 });
    const [first, second] = [1, 2, 3].map(() => come(door, '192.0.2.1') as Stay);
    door.change({ perHost: 2 });
    expect(door.full(door.guest('192.0.2.1'))).to.equal('host');
    first?.leave();
    expect(reasons(door, ['192.0.2.1'])).to.deep.equal(['host']);
    second?.leave();
    expect(reasons(door, ['192.0.2.1', '192.0.2.1'])).to.deep.equal(['in', 'host']);
  });

  it('keeps its rules when it is given a list that is none', () => {
    const door = doorOf({ deny: ['192.0.2.0/24'] });
    expect(() => door.change({ deny: ['nowhere/24'] })).to.throw(ArgumentError);
    expect(reasons(door, ['192.0.2.1', '198.51.100.1'])).to.deep.equal(['denied', 'in']);
  });

  describe('whoever comes and goes', () => {
    const hosts = ['192.0.2.1', '192.0.2.2', '192.0.3.1', '2001:db8::1', '2001:db8::2', 'example.com'];
    const limit = fc.constantFrom(0, 1, 2, 3, Infinity);
    const list = fc.subarray(['192.0.2.0/24', '192.0.2.1', '2001:db8::/32', 'example.com'], { maxLength: 2 });
    const rules = fc.record(
      { perHost: limit, perPrefix: limit, unfinished: limit, allow: list, deny: list },
      { requiredKeys: [] },
    );
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ does: fc.constant('come' as const), host: fc.constantFrom(...hosts) }) },
      {
        weight: 4,
        arbitrary: fc.record({ does: fc.constantFrom('greet' as const, 'leave' as const), which: fc.nat() }),
      },
      { weight: 1, arbitrary: fc.record({ does: fc.constant('change' as const), rules }) },
    );
    interface Inside {
      readonly host: string;
      readonly prefix: string;
      readonly counted: boolean;
      readonly stay: Stay;
      greeted: boolean;
      gone: boolean;
    }

    it('never exceeds a limit, loses no place, and has none taken at the end', () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
          const door = new Door(() => 0.5);
          let held: Partial<DoorRules> = {};
          const all: Inside[] = [];
          const counted = (which: (one: Inside) => boolean) =>
            all.filter((one) => one.counted && !one.gone && which(one)).length;

          for (const act of steps) {
            if (act.does === 'change') {
              held = { ...held, ...act.rules };
              door.change(act.rules);
            } else if (act.does === 'come') {
              const guest = door.guest(act.host);
              const { perHost = Infinity, perPrefix = Infinity, unfinished = Infinity } = held;
              const there =
                counted(({ host }) => host === guest.host) < perHost &&
                counted(({ prefix }) => prefix === guest.prefix) < perPrefix &&
                counted(({ greeted }) => !greeted) < unfinished;
              const may = guest.standing === 'allowed' || (guest.standing === undefined && there);
              const came = come(door, act.host);
              expect(isIn(came), `${act.host} of ${guest.standing}`).to.equal(may);
              if (!isIn(came)) continue;
              const { host, prefix, standing } = guest;
              all.push({ host, prefix, counted: standing !== 'allowed', stay: came, greeted: false, gone: false });
            } else {
              // any of them, so that some greet and leave twice, or greet after they left
              const one = all[act.which % Math.max(1, all.length)];
              if (!one) continue;
              one.stay[act.does]();
              if (act.does === 'leave') one.gone = true;
              one.greeted = true;
            }
            expect(door.taken).to.deep.equal({
              hosts: new Set(all.filter(({ counted, gone }) => counted && !gone).map(({ host }) => host)).size,
              prefixes: new Set(all.filter(({ counted, gone }) => counted && !gone).map(({ prefix }) => prefix)).size,
              unfinished: counted(({ greeted }) => !greeted),
            });
          }
          all.forEach(({ stay }) => stay.leave());
          expect(door.taken).to.deep.equal(nothing);
        }),
        { numRuns: runs(300) },
      );
    });

    it('keeps to the rates, too', () => {
      const visits = fc.array(fc.tuple(fc.constantFrom(...hosts), fc.nat(300)), { maxLength: 200, size: 'max' });
      fc.assert(
        fc.property(visits, fc.nat(), (schedule, seed) => {
          const door = doorOf({ rate: 2, burst: 3, flood: 5 }, seededRandom(seed));
          const admitted: { readonly prefix: string; readonly at: number }[] = [];
          let now = 0;
          for (const [host, step] of schedule) {
            now += step;
            const guest = door.guest(host);
            if (door.knock(guest, now) !== undefined) continue;
            admitted.push({ prefix: guest.prefix, at: now });
            const lately = admitted.filter(({ prefix, at }) => prefix === guest.prefix && at > now - 1_000);
            expect(lately.length, `${guest.prefix} at ${now}`).to.be.at.most(5);
          }
        }),
        { numRuns: runs(100) },
      );
    });
  });
});

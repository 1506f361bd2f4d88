import { expect } from 'chai';
import fc from 'fast-check';
import type { AddressTables } from '../../../lib/core/address-book/address-tables.js';
import type { Known } from '../../../lib/core/address-book/known.js';
import { Placement } from '../../../lib/core/address-book/placement.js';
import { runs } from '../../support/runs.js';
import { day, day0, expectSound, hostOf, hour, minute, secretOf, tablesOf, toldOf } from '../support/tables.js';

const told = toldOf('8.8.8.8');
const one = { newBuckets: 1, triedBuckets: 1, bucketSize: 1 };
const { key } = told;
const other = toldOf('9.9.9.9');

const known = (tables: AddressTables, which = key): Known => {
  const found = tables.shelves.get(which);
  if (!found) throw new Error(`Expected ${which} to be known`);
  return found;
};

/** What its two keys, one after the other, are known as: `n`, `t` or nothing. */
const which = (tables: AddressTables): string =>
  [key, other.key]
    .map((each) => ({ true: 't', false: 'n', undefined: '-' })[String(tables.shelves.get(each)?.tried)])
    .join('');

describe('AddressTables', () => {
  describe('learn', () => {
    it('takes in what is news, once', () => {
      const tables = tablesOf();
      expect([1, 2].map(() => tables.learn(told, 's', 0, day0))).to.deep.equal([true, false]);
      expect([tables.shelves.size, tables.shelves.triedSize, known(tables).address]).to.deep.equal([
        1,
        0,
        told.address,
      ]);
      expectSound(tables);
    });

    it('takes what was said for older than it says', () => {
      const tables = tablesOf();
      tables.learn(told, 's', 2 * hour, day0);
      expect(known(tables).seen).to.equal(day0 - 2 * hour);
    });

    it('gives one that several tell of several places, at most eight, each half as likely', () => {
      const tables = tablesOf();
      for (let i = 0; i < 20_000; i += 1) tables.learn({ ...told, seen: day0 + i }, `s${i}`, 0, day0 + i);
      expect(known(tables).places.length).to.equal(8);
      expectSound(tables);
      const few = tablesOf();
      for (let i = 0; i < 4; i += 1) few.learn({ ...told, seen: day0 + i }, `s${i}`, 0, day0);
      expect(known(few).places.length).to.be.below(4);
    });

    it('gives no further place for what is no news, nor to one that is tried', () => {
      const tables = tablesOf({ random: () => 0 });
      for (const source of ['a', 'b', 'c']) tables.learn(told, source, 0, day0);
      expect(known(tables).places.length).to.equal(1);
      tables.good(key, day0);
      tables.learn({ ...told, seen: day0 + day }, 'd', 0, day0 + day);
      expect(known(tables).places.length).to.equal(1);
    });

    it('believes a newer time after an hour if it is of these days, after a day if it is old', () => {
      const seenAfter = (later: number, ago: number) => {
        const tables = tablesOf();
        const seen = day0 - ago;
        tables.learn({ ...told, seen: seen - later }, 's', 0, day0);
        tables.learn({ ...told, seen }, 's', 0, day0);
        return known(tables).seen === seen;
      };
      expect([hour, hour + 1].map((later) => seenAfter(later, 0))).to.deep.equal([false, true]);
      expect([day, day + 1].map((later) => seenAfter(later, 2 * day))).to.deep.equal([false, true]);
    });

    it('adds up the services', () => {
      const tables = tablesOf();
      for (const services of [1n, 8n]) tables.learn({ ...told, services }, 's', 0, day0);
      expect(known(tables).services).to.equal(9n);
    });

    it('lets the terrible give way, and nobody else', () => {
      for (const [seen, left] of [
        [day0 - 29 * day, key],
        [day0 - 31 * day, other.key],
      ] as const) {
        const tables = tablesOf({ sizes: one });
        tables.learn({ ...told, seen }, 's', 0, day0);
        tables.learn(other, 's', 0, day0);
        expect([...tables.shelves.all()].map((each) => each.key)).to.deep.equal([left]);
      }
    });

    it('lets one with several places give one up for who has none', () => {
      const tables = tablesOf({ random: () => 0, sizes: { ...one, newBuckets: 64 } });
      for (let i = 0; i < 50; i += 1) tables.learn({ ...told, seen: day0 + i }, `s${i}`, 0, day0);
      const before = known(tables).places;
      expect(before.length).to.equal(8);
      for (const { source } of before) tables.learn(toldOf('8.8.1.1'), source, 0, day0);
      expect(known(tables).places.length).to.equal(7);
      expect(known(tables, '8.8.1.1:8333').places.length).to.equal(1);
      expectSound(tables, { ...one, newBuckets: 64 });
    });

    it('does not take one that is in a hand away from it', () => {
      const tables = tablesOf({ sizes: one });
      tables.learn({ ...told, seen: day0 - 99 * day }, 's', 0, day0);
      tables.shelves.lease(known(tables), true);
      expect(tables.learn(other, 's', 0, day0)).to.equal(false);
    });
  });

  describe('attempt, fail, connected', () => {
    it('note when it was tried and seen, the latter every twenty minutes', () => {
      const tables = tablesOf();
      tables.learn(told, 's', 0, day0);
      tables.attempt(key, day0 + 5);
      for (const later of [20 * minute, 20 * minute + 1, 30 * minute]) tables.connected(key, day0 + later);
      expect([known(tables).lastTry, known(tables).seen]).to.deep.equal([day0 + 5, day0 + 20 * minute + 1]);
    });

    it('count one failure until anybody is good', () => {
      const tables = tablesOf();
      for (const each of [told, other]) tables.learn(each, 's', 0, day0);
      for (let i = 0; i < 5; i += 1) tables.fail(key);
      expect(known(tables).failures).to.equal(1);
      tables.good(other.key, day0);
      for (let i = 0; i < 5; i += 1) tables.fail(key);
      expect(known(tables).failures).to.equal(2);
      tables.good(key, day0);
      expect(known(tables).failures).to.equal(0);
    });

    it('are nothing for who is not known', () => {
      const tables = tablesOf();
      tables.attempt(key, day0);
      tables.fail(key);
      tables.connected(key, day0);
      tables.good(key, day0);
      expect(tables.shelves.size).to.equal(0);
    });
  });

  describe('good', () => {
    it('puts it among the tried, in its one place', () => {
      const tables = tablesOf({ random: () => 0 });
      for (let i = 0; i < 4; i += 1) tables.learn({ ...told, seen: day0 + i }, `s${i}`, 0, day0);
      tables.good(key, day0);
      expect([known(tables).places.length, known(tables).lastSuccess, tables.shelves.triedSize]).to.deep.equal([
        1,
        day0,
        1,
      ]);
      expectSound(tables);
    });

    /** One slot among the tried: `told` has it, `other` proves good at `at`. */
    const contested = (at: number) => {
      const sizes = { newBuckets: 64, triedBuckets: 1, bucketSize: 1 };
      const tables = tablesOf({ sizes });
      for (const each of [told, other]) tables.learn(each, 's', 0, day0);
      tables.good(key, day0);
      tables.good(other.key, at);
      expect(which(tables)).to.equal('tn');
      return tables;
    };

    it('keeps who was good within four hours', () => {
      const tables = contested(day0 + hour);
      tables.resolve(day0 + 2 * hour);
      tables.resolve(day0 + 99 * hour);
      expect(which(tables)).to.equal('tn');
    });

    it('has one that was not good for long tested, and exchanges the two if it fails', () => {
      const at = day0 + 5 * hour;
      const tables = contested(at);
      expect(tables.contested(at)).to.equal(known(tables));
      tables.attempt(key, at);
      expect(tables.contested(at)).to.equal(undefined);
      tables.resolve(at + minute);
      expect(which(tables)).to.equal('tn');
      tables.resolve(at + minute + 1);
      expect(which(tables)).to.equal('nt');
      expect(tables.shelves.triedSize).to.equal(1);
      expectSound(tables, { newBuckets: 64, triedBuckets: 1, bucketSize: 1 });
    });

    it('keeps one that passes the test', () => {
      const at = day0 + 5 * hour;
      const tables = contested(at);
      tables.attempt(key, at);
      tables.good(key, at);
      tables.resolve(at + 2 * minute);
      expect([which(tables), tables.contested(at + hour)]).to.deep.equal(['tn', undefined]);
    });

    it('exchanges them when there was no test for forty minutes', () => {
      const at = day0 + 5 * hour;
      const tables = contested(at);
      tables.resolve(at + 40 * minute);
      expect(which(tables)).to.equal('tn');
      tables.resolve(at + 40 * minute + 1);
      expect(which(tables)).to.equal('nt');
    });

    it('drops one that has to give way rather than another that is in a hand', () => {
      const small = { newBuckets: 1, triedBuckets: 1, bucketSize: 2 };
      const placement = new Placement(secretOf(1), small);
      const hosts = Array.from({ length: 60 }, (_, i) => toldOf(hostOf(i)));
      const tried = (each: typeof told) => placement.tried(each.key, each.group).position;
      const fresh = (each: typeof told) => placement.fresh(each.key, each.group, 's').position;
      const [first] = hosts as [typeof told];
      const others = hosts.slice(1);
      const second = others.find((each) => tried(each) === tried(first) && fresh(each) !== fresh(first))!;
      const third = others.find((each) => fresh(each) === fresh(first))!;
      const tables = tablesOf({ sizes: small });
      tables.learn(first, 's', 0, day0);
      tables.good(first.key, day0);
      for (const each of [second, third]) tables.learn(each, 's', 0, day0);
      tables.shelves.lease(known(tables, third.key), true);
      tables.good(second.key, day0 + 5 * hour);
      tables.resolve(day0 + 6 * hour);
      expect(Object.fromEntries([...tables.shelves.all()].map((each) => [each.key, each.tried]))).to.deep.equal({
        [third.key]: false,
        [second.key]: true,
      });
      expectSound(tables, small);
    });

    it('forgets a claim with who had it', () => {
      const tables = contested(day0 + 5 * hour);
      const { source } = known(tables, other.key);
      const later = day0 + 31 * day;
      for (let i = 0; tables.shelves.get(other.key); i += 1) {
        tables.learn(toldOf(hostOf(i), 8333, later), source, 0, later);
      }
      tables.resolve(later);
      expect(which(tables)).to.equal('t-');
      expectSound(tables, { newBuckets: 64, triedBuckets: 1, bucketSize: 1 });
    });
  });

  describe('restore', () => {
    const kept = (more: object) => ({
      ...told,
      ...{ tried: false, lastTry: day0, lastSuccess: -Infinity, failures: 2, sources: ['s'] as [string] },
      ...more,
    });

    it('takes all over, and the secret', () => {
      const tables = tablesOf();
      tables.restore(secretOf(2), [kept({}), kept({ ...other, tried: true })]);
      expect([which(tables), tables.secret]).to.deep.equal(['nt', secretOf(2)]);
      expect(known(tables).failures).to.equal(2);
      expectSound(tables);
    });

    it('keeps what was learnt meanwhile, and the object that is in a hand', () => {
      const tables = tablesOf();
      for (const each of [told, other]) tables.learn(each, 's', 0, day0);
      const mine = known(tables);
      tables.attempt(key, day0 + 9);
      tables.shelves.lease(mine, true);
      tables.restore(secretOf(2), [kept({ tried: true, lastSuccess: day0 - 5, services: 4n })]);
      expect(which(tables)).to.equal('tn');
      expect(known(tables)).to.equal(mine);
      const { leased, lastTry, lastSuccess, failures, services } = mine;
      expect([leased, lastTry, lastSuccess, failures, services]).to.deep.equal([true, day0 + 9, day0 - 5, 2, 4n]);
      expectSound(tables);
    });

    it('forgets whom there is no room for in smaller tables, and stays sound', () => {
      const tables = tablesOf({ sizes: one });
      const many = Array.from({ length: 100 }, (_, i) => kept({ ...toldOf(hostOf(i)), tried: i % 2 === 0 }));
      tables.restore(secretOf(2), many);
      expect(tables.shelves.size).to.equal(2);
      expectSound(tables, one);
    });
  });

  it('are sound and bounded after anything that may happen', () => {
    const sizes = { newBuckets: 4, triedBuckets: 2, bucketSize: 3 };
    const type = fc.constantFrom('learn', 'learn', 'learn', 'attempt', 'fail', 'good', 'good', 'connected');
    const hand = fc.constantFrom('lease', 'give', 'bar', 'unbar', 'unbarAll', 'resolve', 'restore');
    const step = fc.record({ type: fc.oneof(type, hand), at: fc.nat(40), source: fc.nat(5), later: fc.nat(3 * day) });
    const act = (
      tables: AddressTables,
      { type, at, source }: { type: string; at: number; source: number },
      now: number,
    ) => {
      const news = toldOf(hostOf(at), 8333, now);
      const found = tables.shelves.get(news.key);
      if (type === 'learn') tables.learn(news, `s${source}`, 0, now);
      else if (type === 'attempt' || type === 'good' || type === 'connected') tables[type](news.key, now);
      else if (type === 'fail') tables.fail(news.key);
      else if (type === 'unbarAll') tables.shelves.unbarAll();
      else if (type === 'resolve') tables.resolve(now);
      else if (type === 'restore') {
        const saved = [...tables.shelves.all()].filter((_, i) => i % 2 === 0);
        tables.restore(
          secretOf(source),
          saved.map((each) => ({ ...each, sources: [each.source] })),
        );
      } else if (found && (type === 'bar' || type === 'unbar')) tables.shelves[type](found);
      else if (found) tables.shelves.lease(found, type === 'lease');
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.nat(), (steps, seed) => {
        const wanted = ({ host }: { host: string }) => !host.startsWith('12.');
        const tables = tablesOf({ sizes, secret: secretOf(seed), wanted });
        let now = day0;
        for (const each of steps) {
          now += each.later;
          act(tables, each, now);
          expectSound(tables, sizes);
          expect(tables.shelves.size).to.be.at.most(18);
        }
      }),
      { numRuns: runs(300) },
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import type { AddressTables } from '../../../lib/core/address-book/address-tables.js';
import { Choice, type Usable } from '../../../lib/core/address-book/choice.js';
import type { Known } from '../../../lib/core/address-book/known.js';
import { seededRandom } from '../../../lib/testing/seeded-random.js';
import { runs } from '../../support/runs.js';
import { day, day0, hostOf, hour, minute, tablesOf, toldOf } from '../support/tables.js';

const any: Usable = () => true;

const choiceOf = (tables: AddressTables, busy: (group: string) => boolean = () => false, port?: number) =>
  new Choice({ tables, busy, port, random: seededRandom(1) });

/** Tables of so many, each in a network of its own. */
const filled = (count: number, tried = 0): AddressTables => {
  const tables = tablesOf();
  for (let i = 0; i < count; i += 1) {
    const told = toldOf(hostOf(i));
    tables.learn(told, `s${i}`, 0, day0);
    if (i < tried) tables.good(told.key, day0 - day);
  }
  return tables;
};

const searched = (choice: Choice, usable: Usable = any): { known: Known | undefined; rests: number } => {
  const search = choice.search(usable, () => day0);
  for (let rests = 0; ; rests += 1) {
    const { done, value } = search.next();
    if (done) return { known: value, rests };
  }
};

const draws = (choice: Choice, count = 10_000): readonly (Known | undefined)[] =>
  Array.from({ length: count }, () => choice.draw(any, day0));

const share = (known: readonly (Known | undefined)[], of: (one: Known) => boolean): number =>
  known.filter((one) => one && of(one)).length / known.length;

describe('Choice', () => {
  describe('by drawing', () => {
    it('has nothing where there is nothing', () => {
      expect(choiceOf(tablesOf()).draw(any, day0)).to.equal(undefined);
    });

    it('takes of the new and of the tried alike, however many each are', () => {
      const choice = choiceOf(filled(2_000, 100));
      expect(share(draws(choice), ({ tried }) => tried)).to.be.within(0.48, 0.52);
    });

    it('takes of the one where there is none of the other', () => {
      expect(share(draws(choiceOf(filled(50)), 100), ({ tried }) => !tried)).to.equal(1);
      expect(share(draws(choiceOf(filled(20, 20)), 100), ({ tried }) => tried)).to.equal(1);
    });

    it('takes who failed more seldom, as its chance says', () => {
      const tables = filled(2);
      const bad = tables.shelves.get(toldOf(hostOf(0)).key)!;
      bad.failures = 8;
      // One in two drawn is the other, which is taken at once; the failed one by its chance, which grows with the draws.
      expect(share(draws(choiceOf(tables)), (one) => one === bad)).to.be.within(0.02, 0.06);
    });

    it('takes one tried lately only where thirty others would not do', () => {
      const tables = filled(2);
      tables.attempt(toldOf(hostOf(0)).key, day0 - minute);
      expect(share(draws(choiceOf(tables)), ({ lastTry }) => lastTry > 0)).to.equal(0);
      tables.attempt(toldOf(hostOf(1)).key, day0 - minute);
      expect(draws(choiceOf(tables), 100)).not.to.include(undefined);
    });

    it('takes one of an odd port only where fifty others would not do', () => {
      const tables = filled(1);
      tables.learn(toldOf('8.8.8.8', 1), 's', 0, day0);
      const odd = ({ address }: Known) => address.port === 1;
      expect(share(draws(choiceOf(tables, undefined, 8333)), odd)).to.equal(0);
      expect(share(draws(choiceOf(tables)), odd)).to.be.within(0.4, 0.6);
      expect(
        share(
          draws(
            choiceOf(tables, (group) => group !== 'ipv4:8.8', 8333),
            100,
          ),
          odd,
        ),
      ).to.equal(1);
    });

    it('never takes one whose network is in use', () => {
      const busy = ({ group }: { group: string }) => group.endsWith('0');
      const choice = choiceOf(filled(300), (group) => busy({ group }));
      expect(share(draws(choice), busy)).to.equal(0);
      expect(choiceOf(filled(300), () => true).draw(any, day0)).to.equal(undefined);
    });

    it('asks of each at most once whether it is usable', () => {
      const asked: string[] = [];
      const choice = choiceOf(filled(60));
      choice.draw(({ host }) => asked.push(host) < 0, day0);
      choice.draw(({ host }) => asked.push(host) < 0, day0);
      expect(new Set(asked).size).to.equal(asked.length);
    });

    it('bars who cannot be told usable, and passes on why', () => {
      const tables = filled(1);
      const usable = () => {
        throw new Error('why');
      };
      expect(() => choiceOf(tables).draw(usable, day0)).to.throw('why');
      expect(choiceOf(tables).draw(any, day0)).to.equal(undefined);
    });

    it('takes among the tried first one that another has a claim to the slot of', () => {
      const tables = tablesOf({ sizes: { newBuckets: 64, triedBuckets: 2, bucketSize: 1 } });
      for (let i = 0; i < 9; i += 1) {
        tables.learn(toldOf(hostOf(i)), `s${i}`, 0, day0);
        tables.good(toldOf(hostOf(i)).key, day0 - 9 * hour);
      }
      const contested = tables.contested(day0)!;
      expect(tables.shelves.triedSize).to.equal(2);
      const tried = draws(choiceOf(tables)).filter((one) => one?.tried);
      expect(share(tried, (one) => one === contested)).to.equal(1);
    });
  });

  describe('by searching', () => {
    it('has nothing where there is nothing', () => {
      expect(searched(choiceOf(tablesOf()))).to.deep.equal({ known: undefined, rests: 0 });
    });

    it('finds the only one, wherever it is, and rests after every 256 questions', () => {
      const tables = filled(3_000, 500);
      for (const at of [0, 250, 2_999]) {
        tables.shelves.unbarAll();
        const asked: string[] = [];
        const { known, rests } = searched(choiceOf(tables), ({ host }) => {
          asked.push(host);
          return host === hostOf(at);
        });
        expect(known?.address.host).to.equal(hostOf(at));
        expect(new Set(asked).size).to.equal(asked.length);
        expect(rests).to.be.at.least(Math.floor(asked.length / 256));
      }
    });

    it('asks nothing of those whose network is in use', () => {
      const asked: string[] = [];
      const choice = choiceOf(filled(3_000), (group) => group !== toldOf(hostOf(7)).group);
      const { known } = searched(choice, ({ host }) => asked.push(host) > 0);
      expect([known?.address.host, asked]).to.deep.equal([hostOf(7), [hostOf(7)]]);
    });

    it('takes the best that there is: rather one tried lately than an odd port', () => {
      const tables = filled(50);
      for (const known of tables.shelves.all()) known.lastTry = day0;
      const odd = toldOf('8.8.8.8', 1);
      tables.learn(odd, 's', 0, day0);
      const choice = choiceOf(tables, undefined, 8333);
      expect(searched(choice).known?.lastTry).to.equal(day0);
      expect(searched(choice, ({ port }) => port === 1).known?.key).to.equal(odd.key);
      tables.shelves.unbarAll();
      tables.shelves.get(toldOf(hostOf(30)).key)!.lastTry = day0 - hour;
      expect(searched(choice).known?.address.host).to.equal(hostOf(30));
    });

    it('asks of one only of those that are not the best', () => {
      const tables = filled(500);
      for (const known of tables.shelves.all()) known.lastTry = day0;
      let asked = 0;
      searched(choiceOf(tables), () => (asked += 1) > 0);
      expect(asked).to.equal(1);
    });

    it('passes over one that somebody takes meanwhile', () => {
      const tables = filled(2_000);
      const search = choiceOf(tables).search(
        ({ host }) => host === hostOf(1_999),
        () => day0,
      );
      search.next();
      tables.shelves.lease(tables.shelves.get(toldOf(hostOf(1_999)).key)!, true);
      let last = search.next();
      while (!last.done) last = search.next();
      expect(last.value).to.equal(undefined);
    });

    it('finds one exactly if there is one that is free, wanted and usable', () => {
      const flags = fc.record({ leased: fc.boolean(), busy: fc.boolean(), usable: fc.boolean(), recent: fc.boolean() });
      fc.assert(
        fc.property(fc.array(flags, { maxLength: 30 }), (each) => {
          const tables = filled(each.length, each.length >> 1);
          each.forEach(({ leased, recent }, i) => {
            const known = tables.shelves.get(toldOf(hostOf(i)).key)!;
            tables.shelves.lease(known, leased);
            known.lastTry = recent ? day0 : -Infinity;
          });
          const at = (host: string) => each.find((_, i) => hostOf(i) === host);
          const busy = (group: string) => each.some((one, i) => one.busy && toldOf(hostOf(i)).group === group);
          const fit = each.filter((one) => !one.leased && !one.busy && one.usable);
          const { known } = searched(choiceOf(tables, busy), ({ host }) => at(host)?.usable ?? false);
          const found = known && at(known.address.host);
          expect(found === undefined).to.equal(fit.length === 0);
          if (found) expect(fit).to.include(found);
          if (fit.some(({ recent }) => !recent)) expect(found?.recent).to.equal(false);
        }),
        { numRuns: runs(200) },
      );
    });
  });
});

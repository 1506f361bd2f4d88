import { expect } from 'chai';
import fc from 'fast-check';
import { BucketTable } from '../../../lib/core/address-book/bucket-table.js';
import type { Place } from '../../../lib/core/address-book/known.js';
import { seededRandom } from '../../../lib/testing/seeded-random.js';
import { runs } from '../../support/runs.js';
import { knownOf } from '../support/tables.js';

const placeAt = (bucket: number, position: number): Place => ({
  bucket,
  position,
  known: knownOf({ key: `${bucket}/${position}` }),
  source: 's',
  shown: -1,
});

const keys = (places: Iterable<Place>): readonly string[] => Array.from(places, ({ known }) => known.key).sort();

describe('BucketTable', () => {
  it('has what was put, until it is removed', () => {
    const table = new BucketTable(4);
    const place = placeAt(3, 7);
    table.put(place);
    expect([table.at({ bucket: 3, position: 7 }), table.at({ bucket: 3, position: 6 })]).to.deep.equal([
      place,
      undefined,
    ]);
    table.remove(place);
    expect(table.at(place)).to.equal(undefined);
  });

  it('draws only what is shown', () => {
    const table = new BucketTable(4);
    const place = placeAt(3, 7);
    table.put(place);
    expect([table.barren, table.pick(() => 0)]).to.deep.equal([true, undefined]);
    table.show(place);
    expect([table.barren, table.pick(() => 0.99), table.drawable]).to.deep.equal([false, place, [3]]);
    table.hide(place);
    expect([table.barren, table.pick(() => 0)]).to.deep.equal([true, undefined]);
  });

  it('shows and hides once, however often it is said', () => {
    const table = new BucketTable(4);
    const [a, b] = [placeAt(1, 1), placeAt(1, 2)];
    for (const place of [a, b]) table.put(place);
    for (const place of [a, b, a, b]) table.show(place);
    expect(table.shownIn(1)).to.deep.equal([a, b]);
    for (const place of [a, a]) table.hide(place);
    expect(table.shownIn(1)).to.deep.equal([b]);
    table.remove(b);
    expect(table.barren).to.equal(true);
  });

  it('draws each bucket as often as any other, however full, and each place of it', () => {
    const table = new BucketTable(3);
    const places = [placeAt(0, 0), ...Array.from({ length: 8 }, (_, i) => placeAt(2, i))];
    for (const place of places) {
      table.put(place);
      table.show(place);
    }
    const random = seededRandom(1);
    const drawn = Array.from({ length: 16_000 }, () => table.pick(random)!);
    expect(drawn.filter(({ bucket }) => bucket === 0).length).to.be.within(7_700, 8_300);
    for (const place of places.slice(1)) expect(drawn.filter((one) => one === place).length).to.be.within(850, 1_150);
  });

  it('shows exactly what should be, for any order of showing, hiding and removing', () => {
    const step = fc.record({
      at: fc.nat(15),
      type: fc.constantFrom('put', 'show', 'show', 'show', 'hide', 'hide', 'remove'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const table = new BucketTable(4);
        const places = Array.from({ length: 16 }, (_, i) => placeAt(i % 4, i >> 2));
        const shown = new Set<Place>();
        const there = new Set<Place>(places);
        for (const place of places) table.put(place);
        for (const { at, type } of steps) {
          const place = places[at]!;
          if (type === 'put' && !there.has(place)) {
            table.put(place);
            there.add(place);
          }
          if (type !== 'put' && there.has(place)) table[type](place);
          if (type === 'show' && there.has(place)) shown.add(place);
          if (type === 'hide' || type === 'remove') shown.delete(place);
          if (type === 'remove') there.delete(place);
          expect(keys(table.drawable.flatMap((bucket) => table.shownIn(bucket)))).to.deep.equal(keys(shown));
          expect(table.barren).to.equal(shown.size === 0);
          for (const one of places) expect(table.at(one)).to.equal(there.has(one) ? one : undefined);
        }
      }),
      { numRuns: runs(300) },
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { readBook, writeBook, type ReadBook } from '../../../lib/core/address-book/saved-book.js';
import type { AddressTables } from '../../../lib/core/address-book/address-tables.js';
import { networkGroup } from '../../../lib/core/network-group.js';
import { runs } from '../../support/runs.js';
import { day0, expectSound, hostOf, minute, secretOf, tablesOf, toldOf } from '../support/tables.js';

const now = day0 + 1_000 * minute;

/** Tables that a life has left its marks on. */
const lived = (count: number, seed = 1): AddressTables => {
  const tables = tablesOf({ secret: secretOf(seed) });
  for (let i = 0; i < count; i += 1) {
    const told = { ...toldOf(hostOf(i), 8333 + (i % 3), day0 + i), services: BigInt(i % 10) };
    for (const source of [i, i * 7]) tables.learn({ ...told, seen: day0 + i + source }, `s${source % 50}`, 0, now);
    if (i % 3 === 0) tables.attempt(told.key, day0 + i);
    if (i % 5 === 0) tables.fail(told.key);
    if (i % 4 === 0) tables.good(told.key, day0 + i);
  }
  return tables;
};

const saved = (tables: AddressTables): unknown =>
  JSON.parse(JSON.stringify(writeBook(tables.secret, tables.shelves.all(), ['1.2.3.4:8333'])));

const read = (data: unknown): ReadBook => {
  const book = readBook(data, networkGroup, now);
  if ('flaw' in book) throw new Error(book.flaw);
  return book;
};

const flaw = (data: unknown): string => {
  const book = readBook(data, networkGroup, now);
  return 'flaw' in book ? book.flaw : 'none';
};

/** All that is known of each, in no order. */
const story = (tables: AddressTables): readonly unknown[] =>
  [...tables.shelves.all()]
    .map(({ era: _, places, source: __, ...rest }) => ({
      ...rest,
      places: places.map(({ bucket, position }) => `${bucket}/${position}`).sort(),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

describe('a saved book', () => {
  it('is read as it was written, each address in its places', () => {
    for (const count of [0, 1, 3_000]) {
      const before = lived(count);
      const book = read(saved(before));
      const after = tablesOf({ secret: secretOf(9) });
      after.restore(book.secret, book.kept);
      expect(story(after)).to.deep.equal(story(before));
      expect([book.anchors, after.secret]).to.deep.equal([['1.2.3.4:8333'], before.secret]);
      expectSound(after);
    }
  });

  it('says nothing of what never was', () => {
    const tables = tablesOf();
    tables.learn(toldOf('8.8.8.8'), 'ipv4:9.9', 0, day0);
    expect(saved(tables)).to.deep.equal({
      format: 'rx-connmgr address book',
      version: 1,
      secret: Buffer.from(tables.secret).toString('hex'),
      anchors: ['1.2.3.4:8333'],
      addresses: [{ host: '8.8.8.8', port: 8333, seen: day0, sources: ['ipv4:9.9'] }],
    });
  });

  it('takes times ahead of the clock for now', () => {
    const data = saved(lived(1)) as { addresses: Record<string, unknown>[] };
    Object.assign(data.addresses[0]!, { seen: now + 5, lastTry: now + 5, lastSuccess: now + 5 });
    const [{ seen, lastTry, lastSuccess }] = read(data).kept as [ReadBook['kept'][number]];
    expect([seen, lastTry, lastSuccess]).to.deep.equal([now, now, now]);
  });

  describe('is refused', () => {
    const good = () => saved(lived(3)) as { addresses: Record<string, unknown>[] } & Record<string, unknown>;
    const cases: readonly (readonly [what: string, change: (data: ReturnType<typeof good>) => unknown, why: RegExp])[] =
      [
        [
          'if it is nothing of ours',
          () => ({ peers: [] }),
          /^expected `format` to be "rx-connmgr address book", got `undefined`$/,
        ],
        ['if it is no object', () => 'text', /format/],
        ['if it is null', () => null, /format/],
        ['if it is newer', (data) => ({ ...data, version: 2 }), /^expected `version` to be 1, the newest .* got `2`$/],
        ['without its secret', (data) => ({ ...data, secret: 'abc' }), /secret/],
        ['without a list of anchors', (data) => ({ ...data, anchors: [1] }), /anchors/],
        ['without a list of addresses', (data) => ({ ...data, addresses: {} }), /addresses/],
        [
          'with an address twice',
          (data) => ({ ...data, addresses: [data.addresses[0], data.addresses[0]] }),
          /different/,
        ],
        [
          'with what is no address',
          (data) => ({ ...data, addresses: [null] }),
          /`addresses\[0\]` to have a host and a port/,
        ],
        ...(
          [
            ['host', '1.2.3'],
            ['port', 0],
            ['seen', '1'],
            ['seen', null],
            ['lastTry', 1.5],
            ['lastSuccess', 1e300],
            ['failures', -1],
            ['tried', 1],
            ['services', '-1'],
            ['services', 3],
            ['sources', []],
            ['sources', [3]],
            ['sources', Array.from({ length: 9 }, String)],
          ] as const
        ).map(
          ([field, value]) =>
            [
              `with ${field} ${JSON.stringify(value)}`,
              (data: ReturnType<typeof good>) => {
                Object.assign(data.addresses[2]!, { [field]: value });
                return data;
              },
              /addresses\[2\]/,
            ] as const,
        ),
      ];
    for (const [what, change, why] of cases) {
      it(what, () => {
        expect(flaw(change(good()))).to.match(why);
      });
    }
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(flaw(data)).not.to.equal('none');
      }),
      { numRuns: runs(1_000) },
    );
  });

  it('is read or refused, whatever became of it, and what is read is sound', () => {
    const text = JSON.stringify(saved(lived(20)));
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 0, 1e21, '', '__proto__', null));
    const damage = fc.record({ at: fc.nat(), value, remove: fc.boolean() });
    const damaged = (steps: readonly { at: number; value: unknown; remove: boolean }[]): unknown => {
      const data: unknown = JSON.parse(text);
      for (const { at, value: instead, remove } of steps) {
        const spots: [Record<string, unknown>, string][] = [];
        const visit = (node: unknown) => {
          if (typeof node !== 'object' || node === null) return;
          for (const [name, child] of Object.entries(node)) {
            spots.push([node as Record<string, unknown>, name]);
            visit(child);
          }
        };
        visit(data);
        const [node, name] = spots[at % Math.max(1, spots.length)] ?? [];
        if (!node || name === undefined) continue;
        if (remove) Reflect.deleteProperty(node, name);
        else node[name] = instead;
      }
      return data;
    };
    let readable = 0;
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (steps) => {
        const book = readBook(damaged(steps), networkGroup, now);
        if ('flaw' in book) return;
        readable += 1;
        const tables = tablesOf();
        tables.restore(book.secret, book.kept);
        expectSound(tables);
      }),
      { numRuns: runs(1_000) },
    );
    expect(readable, 'some damage does no harm').to.be.above(0);
  });
});

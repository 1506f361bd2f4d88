import { expect } from 'chai';
import fc from 'fast-check';
import type { Ban } from 'rx-connmgr';
import { readBans, writeBans } from '../../lib/core/ban-record.js';
import { runs } from '../support/runs.js';

const ban: Ban = { subnet: '192.0.2.0/24', since: 1, until: 2, reason: 'spam' };
const record = writeBans([ban]) as { readonly format: string; readonly version: number; readonly bans: readonly Ban[] };

describe('the record of bans', () => {
  it('says what it is, and of which version', () => {
    expect(record).to.deep.equal({ format: 'rx-connmgr bans', version: 1, bans: [ban] });
  });

  it('comes back as it was, through JSON', () => {
    const arbitrary = fc.record(
      {
        subnet: fc.oneof(
          fc.ipV4(),
          fc.nat(255).map((n) => `10.${n}.0.0/16`),
          fc.constant('2001:db8::/64'),
        ),
        since: fc.integer(),
        until: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(Infinity)),
        reason: fc.oneof(fc.string(), fc.constant('\0 \ud800 \u2028 ü "')),
      },
      { requiredKeys: ['subnet', 'since', 'until'] },
    );
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 20 }), (bans) => {
        const { bans: read, flaw } = readBans(JSON.parse(JSON.stringify(writeBans(bans))));
        expect(flaw).to.equal(undefined);
        expect(read).to.deep.equal(bans.map((one) => ({ ...one, until: one.until || 0 })));
      }),
      { numRuns: runs(100) },
    );
  });

  it('loses what is wrong of an entry edited by hand, and nothing else', () => {
    const wrong = [
      null,
      7,
      'x',
      {},
      { ...ban, subnet: '192.0.2/24' },
      { ...ban, until: '2' },
      { subnet: '192.0.2.1', since: 1 },
      { ...ban, reason: [] },
    ];
    const { bans, flaw } = readBans({ ...record, bans: [ban, ...wrong, { ...ban, subnet: '192.0.2.9' }] });
    expect(bans.map(({ subnet }) => subnet)).to.deep.equal(['192.0.2.0/24', '192.0.2.9']);
    expect(flaw).to.deep.equal({
      code: 'damaged',
      message: 'Expected each of 10 entries to be a ban, got 8 that are none, the first at 2',
    });
  });

  it('takes nothing of a newer version', () => {
    expect(readBans({ ...record, version: 2, bans: [ban] })).to.deep.equal({
      bans: [],
      flaw: { code: 'newer', message: 'Expected a list of bans of version 1, got one of version 2' },
    });
  });

  it('takes nothing of what is something else', () => {
    const foreign = [null, 7, 'x', [], {}, { ...record, format: 'rx-connmgr addresses' }];
    const broken = [0, 0.5, -1, '1', NaN, undefined].map((version) => ({ ...record, version }));
    for (const data of [...foreign, ...broken, { ...record, bans: undefined }, { ...record, bans: {} }]) {
      const { bans, flaw } = readBans(data);
      expect(bans).to.deep.equal([]);
      expect(flaw).to.have.property('code', 'damaged');
    }
  });

  it('never throws, whatever it is given', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({
        format: fc.constant('rx-connmgr bans'),
        version: fc.constantFrom(1, 2),
        bans: fc.array(fc.anything()),
      }),
    );
    fc.assert(
      fc.property(anything, (data) => {
        const { bans, flaw } = readBans(data);
        for (const one of bans) expect(readBans(writeBans([one])).bans).to.deep.equal([one]);
        if (bans.length === 0 && !flaw) expect((data as typeof record).bans).to.deep.equal([]);
      }),
      { numRuns: runs(300) },
    );
  });
});

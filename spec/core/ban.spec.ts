import { expect } from 'chai';
import { ArgumentError, type Ban } from 'rx-connmgr';
import { expectBan } from '../../lib/core/ban.js';

const ban = { subnet: '192.0.2.0/24', since: 1, until: 2, reason: 'spam' };

describe('expectBan', () => {
  it('returns a ban in its canonical form', () => {
    expect(expectBan(ban)).to.deep.equal(ban);
    expect(expectBan({ ...ban, subnet: '192.0.2.9/24' })).to.deep.equal(ban);
    expect(expectBan({ ...ban, subnet: '::ffff:192.0.2.0/120' })).to.deep.equal(ban);
    expect(expectBan({ subnet: 'Example.COM.', since: 0, until: Infinity })).to.deep.equal({
      subnet: 'example.com',
      since: 0,
      until: Infinity,
    });
  });

  it('leaves out what is no part of it', () => {
    expect(expectBan({ ...ban, note: 'x', reason: undefined } as never)).to.have.all.keys('subnet', 'since', 'until');
  });

  it('cuts a reason, in which a peer may have a word', () => {
    expect(expectBan({ ...ban, reason: 'x'.repeat(10_000) }).reason).to.equal('x'.repeat(200));
  });

  it('refuses what is none', () => {
    for (const nonsense of [undefined, null])
      expect(() => expectBan(nonsense as never)).to.throw(ArgumentError, '`ban`');
    const wrong: readonly (readonly [Partial<Record<keyof Ban, unknown>>, string])[] = [
      [{ subnet: undefined }, 'Expected a subnet'],
      [{ subnet: '192.0.2/24' }, 'Expected an IPv4 address'],
      [{ since: '1' }, '`since`'],
      [{ since: Infinity }, '`since`'],
      [{ until: NaN }, '`until`'],
      [{ until: -Infinity }, '`until`'],
      [{ until: '2' }, '`until`'],
      [{ until: undefined }, '`until`'],
      [{ reason: 7 }, '`reason`'],
    ];
    for (const [part, message] of wrong) {
      expect(() => expectBan({ ...ban, ...part } as never)).to.throw(ArgumentError, message);
    }
    expect(() => expectBan(7 as never)).to.throw(ArgumentError);
  });
});

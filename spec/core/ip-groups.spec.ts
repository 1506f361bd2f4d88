import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalHost } from '../../lib/core/canonical-host.js';
import { ipGroups } from '../../lib/core/ip-groups.js';
import { ipv4, ipv6 } from './support/addresses.js';
import { bitsOf, joined } from './support/subnets.js';

describe('ipGroups', () => {
  it('gives the bits of an address', () => {
    expect(ipGroups('192.0.2.7')).to.deep.equal([0xc000, 0x0207]);
    expect(ipGroups('2001:db8::1')).to.deep.equal([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]);
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), (text) => {
        const host = canonicalHost(text);
        const groups = ipGroups(host) ?? [];
        expect([joined(groups), 16 * groups.length]).to.deep.equal(bitsOf(host));
      }),
    );
  });

  for (const text of [
    '',
    'example.com',
    '127.1',
    '010.0.0.1',
    '256.0.0.1',
    ':',
    '::g',
    '::010.0.0.1',
    '::1%eth0/64',
    '1.2.3.4/8',
  ]) {
    it(`gives none of ${JSON.stringify(text)}`, () => {
      expect(ipGroups(text)).to.equal(undefined);
    });
  }
});

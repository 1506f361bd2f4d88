import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalIpv6 } from '../../lib/core/canonical-ipv6.js';
import { SubnetMap } from '../../lib/core/subnet-map.js';
import { prefixOf } from '../../lib/core/prefix-of.js';

describe('prefixOf', () => {
  it('is 24 bits of IPv4', () => {
    expect(['192.0.2.1', '192.0.2.255', '192.0.3.1'].map(prefixOf)).to.deep.equal([
      ...['192.0.2.0/24', '192.0.2.0/24', '192.0.3.0/24'],
    ]);
  });

  it('is 64 bits of IPv6', () => {
    expect(['2001:db8::1', '2001:db8:0:0:ffff::', '2001:db8:0:1::', '::1'].map(prefixOf)).to.deep.equal([
      ...['2001:db8:0:0::/64', '2001:db8:0:0::/64', '2001:db8:0:1::/64', '0:0:0:0::/64'],
    ]);
  });

  it('is the host of what is no IP address', () => {
    expect(['example.com', 'abc.onion', '', '1.2.3'].map(prefixOf)).to.deep.equal([
      'example.com',
      'abc.onion',
      '',
      '1.2.3',
    ]);
  });

  it('is the same subnet for whoever is in it, and for nobody else', () => {
    const ipv4 = fc.ipV4();
    const ipv6 = fc.ipV6().map((text) => canonicalIpv6(text) ?? '::1');
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), fc.oneof(ipv4, ipv6), (one, other) => {
        const subnet = new SubnetMap([[prefixOf(one), true]]);
        expect(subnet.match(one)).to.equal(true);
        expect(subnet.match(other) === true).to.equal(prefixOf(other) === prefixOf(one));
      }),
    );
  });
});

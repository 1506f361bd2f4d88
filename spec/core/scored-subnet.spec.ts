import { expect } from 'chai';
import { ArgumentError } from 'rx-connmgr';
import { scoredSubnet } from '../../lib/core/scored-subnet.js';

const onion = `${'a'.repeat(56)}.onion`;

describe('scoredSubnet', () => {
  it('is an IPv4 address, or a name, itself', () => {
    for (const host of ['192.0.2.7', 'example.com', onion]) expect(scoredSubnet(host, 64)).to.equal(host);
  });

  it('is the network of an IPv6 address', () => {
    expect(scoredSubnet('2001:db8:1:2:3:4:5:6', 64)).to.equal('2001:db8:1:2::/64');
    expect(scoredSubnet('2001:db8:1:2::', 64)).to.equal('2001:db8:1:2::/64');
    expect(scoredSubnet('2001:db8:1:2:3:4:5:6', 48)).to.equal('2001:db8:1::/48');
    expect(scoredSubnet('2001:db8:1:2:3:4:5:6', 128)).to.equal('2001:db8:1:2:3:4:5:6');
  });

  it('is the same for every spelling', () => {
    for (const host of ['2001:DB8::1', '[2001:db8:0::1]', '2001:db8::1%eth0', '[2001:db8::1%25]']) {
      expect(scoredSubnet(host, 64), host).to.equal('2001:db8::/64');
    }
    for (const host of ['::ffff:192.0.2.7', '[::FFFF:c000:207]', '::ffff:192.0.2.7%eth0']) {
      expect(scoredSubnet(host, 64), host).to.equal('192.0.2.7');
    }
    for (const host of ['EXAMPLE.com', 'example.com.']) expect(scoredSubnet(host, 64), host).to.equal('example.com');
    expect(scoredSubnet(onion.toUpperCase(), 64)).to.equal(onion);
  });

  it('is the address alone where strangers share its network', () => {
    const alone = {
      loopback: '::1',
      'link-local': 'fe80::1',
      NAT64: '64:ff9b::c000:207',
      Teredo: '2001:0:c000:207::1',
      'unique local': 'fd00::1',
      cjdns: 'fc12::1',
      OnionCat: 'fd87:d87e:eb43::1',
    };
    for (const [name, host] of Object.entries(alone)) expect(scoredSubnet(host, 64), name).to.equal(host);
    expect(scoredSubnet('fe80::1%eth0', 64)).to.equal('fe80::1');
  });

  it('refuses what is no host', () => {
    for (const host of [
      '',
      ' ',
      '10.0.0.0/8',
      '2001:db8::/32',
      '1.2.3',
      '2001:db8',
      ':::',
      'a b',
      'x'.repeat(100_000),
    ]) {
      expect(() => scoredSubnet(host, 64), host.slice(0, 20)).to.throw(ArgumentError, 'Expected');
    }
  });
});

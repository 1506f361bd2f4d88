import { expect } from 'chai';
import fc from 'fast-check';
import { isRoutable } from 'rx-connmgr';

/** The first and the last address of each range, and their neighbours outside. */
const ranges: readonly (readonly [string, readonly [string, string], readonly string[]])[] = [
  ['this network', ['0.0.0.0', '0.255.255.255'], ['1.0.0.0']],
  ['private (10)', ['10.0.0.0', '10.255.255.255'], ['9.255.255.255', '11.0.0.0']],
  ['private (172)', ['172.16.0.0', '172.31.255.255'], ['172.15.255.255', '172.32.0.0']],
  ['private (192)', ['192.168.0.0', '192.168.255.255'], ['192.167.255.255', '192.169.0.0']],
  ['shared by a carrier', ['100.64.0.0', '100.127.255.255'], ['100.63.255.255', '100.128.0.0']],
  ['loopback', ['127.0.0.0', '127.255.255.255'], ['126.255.255.255', '128.0.0.0']],
  ['link-local', ['169.254.0.0', '169.254.255.255'], ['169.253.255.255', '169.255.0.0']],
  ['documentation (1)', ['192.0.2.0', '192.0.2.255'], ['192.0.1.255', '192.0.3.0']],
  ['documentation (2)', ['198.51.100.0', '198.51.100.255'], ['198.51.99.255', '198.51.101.0']],
  ['documentation (3)', ['203.0.113.0', '203.0.113.255'], ['203.0.112.255', '203.0.114.0']],
  ['benchmarks', ['198.18.0.0', '198.19.255.255'], ['198.17.255.255', '198.20.0.0']],
  ['multicast, reserved and broadcast', ['224.0.0.0', '255.255.255.255'], ['223.255.255.255']],
  ['unspecified and loopback', ['::', '::1'], ['::2']],
  ['ORCHID', ['2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff'], ['2001:f:ffff::']],
  ['ORCHID, version 2', ['2001:20::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff'], ['2001:30::']],
  ['documentation', ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'], ['2001:db7:ffff::', '2001:db9::']],
  [
    'unique local, but for CJDNS',
    ['fd00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['fbff:ffff::', 'fc00::1', 'fe00::'],
  ],
  ['link-local', ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'], ['fe7f:ffff::', 'fec0::']],
  ['multicast', ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'], ['feff:ffff::']],
];

describe('isRoutable', () => {
  for (const [what, inside, outside] of ranges) {
    it(`does not hold from ${inside.join(' to ')}: ${what}`, () => {
      for (const host of inside) expect(isRoutable(host), host).to.equal(false);
      for (const host of outside) expect(isRoutable(host), host).to.equal(true);
    });
  }

  it('agrees with Bitcoin Core', () => {
    const routable = [
      '8.8.8.8',
      '2001:4860:4860::8888',
      '64:ff9b::8.8.8.8',
      '2002:a00::1',
      '2001:0:9999::1',
      '1.1.1.1',
    ];
    for (const host of routable) expect(isRoutable(host), host).to.equal(true);
  });

  it('looks through IPv4-mapped IPv6, zones and spellings', () => {
    for (const host of ['::ffff:10.0.0.1', '::FFFF:7f00:1', 'fe80::1%eth0', 'FD00::1', '0:0:0:0:0:0:0:1']) {
      expect(isRoutable(host), host).to.equal(false);
    }
    expect(isRoutable('::ffff:8.8.8.8')).to.equal(true);
  });

  it('holds for names, which have no range, but not for this machine’s own', () => {
    const onion = `${'a'.repeat(56)}.onion`;
    for (const host of ['example.com', onion, `${'a'.repeat(52)}.b32.i2p`, 'localhost.example.com']) {
      expect(isRoutable(host), host).to.equal(true);
    }
    for (const host of ['localhost', 'LocalHost.', 'a.localhost']) expect(isRoutable(host), host).to.equal(false);
  });

  it('does not hold for what is no host', () => {
    for (const host of ['', ' ', '1', '127.1', '256.1.1.1', 'a b', '[', 'x'.repeat(300), 'short.onion', '::1::']) {
      expect(isRoutable(host), host).to.equal(false);
    }
    for (const host of [undefined, null, 1, {}] as readonly unknown[])
      expect(isRoutable(host as string)).to.equal(false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.ipV4(), fc.ipV6(), fc.domain()), (host) => {
        expect(isRoutable(host)).to.be.a('boolean');
      }),
    );
  });
});

import { expect } from 'chai';
import { isRoutable } from '../../lib/core/is-routable.js';

/** The first and the last address of each range, and their neighbours. */
const ranges: readonly (readonly [before: string, first: string, last: string, after: string])[] = [
  ['', '0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
  ['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
  ['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
  ['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['192.0.1.255', '192.0.2.0', '192.0.2.255', '192.0.3.0'],
  ['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
  ['198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0'],
  ['198.51.99.255', '198.51.100.0', '198.51.100.255', '198.51.101.0'],
  ['203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0'],
  ['255.255.255.254', '255.255.255.255', '255.255.255.255', ''],
  ['', '::', '::1', '::2'],
  ['2001:f:ffff::', '2001:10::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff', '2001:30::'],
  ['2001:db7:ffff::', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::'],
  ['fcff::1', 'fd00::', 'fdff:ffff::', 'fe00::'],
  ['fe7f:ffff::', 'fe80::', 'fe80::ffff:ffff:ffff:ffff', 'fe80:0:0:1::'],
];

describe('isRoutable', () => {
  for (const [before, first, last, after] of ranges) {
    it(`is false from ${first} to ${last}, and not beyond`, () => {
      expect([first, last].map(isRoutable)).to.deep.equal([false, false]);
      for (const host of [before, after].filter(Boolean)) expect(isRoutable(host), host).to.equal(true);
    });
  }

  it('looks through a mapped address, a zone and brackets', () => {
    expect(['::ffff:10.0.0.1', '[fe80::1]', 'fe80::1%eth0'].map(isRoutable)).to.deep.equal([false, false, false]);
    expect(isRoutable('::ffff:8.8.8.8')).to.equal(true);
  });

  it('is true for names, but for that of this machine and what is none', () => {
    expect(['example.com', `${'a'.repeat(56)}.onion`, `${'a'.repeat(52)}.b32.i2p`].map(isRoutable)).not.to.include(
      false,
    );
    expect(['localhost', 'LOCALHOST.', 'a.localhost', '', '::g', '[]'].map(isRoutable)).not.to.include(true);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { networkGroup } from '../../lib/core/network-group.js';

const groupOf = (host: string) => networkGroup({ host, port: 8333 });

describe('networkGroup', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    'ipv4:8.9': [
      ...['8.9.1.2', '8.9.255.255', '::ffff:8.9.1.2'],
      ...['2002:809:102::1', '64:ff9b::8.9.1.2', '::ffff:0:8.9.1.2'],
      '2001:0:ffff::f7f6:fefd', // Teredo: the last four bytes inverted
    ],
    'ipv4:8.10': ['8.10.1.2'],
    'ipv6:26074700': ['2607:4700::1', '2607:4700:ffff::1'],
    'ipv6:26074701': ['2607:4701::1'],
    'ipv6:200104701': ['2001:470:1abc::1', '2001:470:1fff::'],
    'ipv6:200104702': ['2001:470:2abc::1'],
    'onion:0': [`${'a'.repeat(56)}.onion`, `b${'2'.repeat(55)}.onion`],
    'onion:1': [`c${'2'.repeat(55)}.onion`],
    'onion:f': [`7${'2'.repeat(55)}.onion`, `6${'a'.repeat(55)}.onion`],
    'i2p:0': [`${'a'.repeat(52)}.b32.i2p`],
    'cjdns:3': ['fc32::1', 'fc3f:ffff::'],
    'cjdns:4': ['fc40::1'],
    local: ['127.0.0.1', '127.8.8.8', '0.0.0.0', '::1', 'localhost'],
    unroutable: ['10.0.0.1', '192.168.1.1', 'fe80::1', 'fd00::1', '2001:db8::1', '::', '203.0.113.1'],
    'name:example.com': ['example.com', 'EXAMPLE.com.'],
    'name:example.org': ['example.org'],
  };
  for (const [group, hosts] of Object.entries(table)) {
    it(`is ${group} for ${hosts.length} of it`, () => {
      expect(hosts.map(groupOf)).to.deep.equal(hosts.map(() => group));
    });
  }

  it('looks at the host only', () => {
    expect(networkGroup({ host: '8.9.1.2', port: 1 })).to.equal(networkGroup({ host: '8.9.1.2', port: 2 }));
  });

  it('puts IPv4 that is given as IPv6 where it belongs', () => {
    fc.assert(
      fc.property(fc.ipV4(), (host) => {
        expect(groupOf(`::ffff:${host}`)).to.equal(groupOf(host));
      }),
    );
  });

  it('has a group for anything, and never throws', () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(host, (one) => {
        expect(groupOf(one)).to.match(/^(local|unroutable|(ipv4|ipv6|onion|i2p|cjdns|name):)/s);
      }),
    );
  });
});

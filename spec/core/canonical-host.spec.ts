import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalHost } from '../../lib/core/canonical-host.js';
import { ipv4, ipv6, name, onion } from './support/addresses.js';

describe('canonicalHost', () => {
  for (const [host, canonical] of [
    ['192.0.2.1', '192.0.2.1'],
    ['example.com', 'example.com'],
    ['Example.COM', 'example.com'],
    ['example.com.', 'example.com'],
    ['Example.com.', 'example.com'],
    ['my_service', 'my_service'],
    ['[2001:DB8::0:1]', '2001:db8::1'],
    ['2001:db8:0::1', '2001:db8::1'],
    ['[fe80::1%Eth0]', 'fe80::1%Eth0'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['', ''],
    ['No:Address', 'no:address'],
    ['a..', 'a.'],
  ] as const) {
    it(`spells ${host || 'nothing'} as ${canonical || 'nothing'}`, () => {
      expect(canonicalHost(host)).to.equal(canonical);
    });
  }

  it('changes no canonical host', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6, name, onion), (host) => {
        const once = canonicalHost(host);
        expect(canonicalHost(once)).to.equal(once);
        if (once.includes(':')) expect(canonicalHost(`[${once}]`)).to.equal(once);
      }),
    );
  });

  it('is quick with a long host that is none', () => {
    const started = process.hrtime.bigint();
    for (const end of ['', '.', '!', ':', ']']) canonicalHost(`${'a.'.repeat(500_000)}${end}`);
    expect(Number(process.hrtime.bigint() - started) / 1e6).to.be.lessThan(1_000);
  });
});

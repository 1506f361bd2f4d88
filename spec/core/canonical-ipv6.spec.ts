import { isIPv6 } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalIpv6 } from '../../lib/core/canonical-ipv6.js';
import { ipv4, ipv6 } from './support/addresses.js';

/** An implementation of someone else: the URL parser writes a host as RFC 5952 does. */
const byUrl = (text: string): string => new URL(`http://[${text}]/`).hostname.slice(1, -1);

describe('canonicalIpv6', () => {
  for (const [text, canonical] of [
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['::192.0.2.33', '::c000:221'],
    ['::ffff:192.0.2.33', '192.0.2.33'],
    ['::FFFF:c000:221', '192.0.2.33'],
    ['0:0:0:0:0:ffff:0:1', '0.0.0.1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['FE80:0::1%Ethernet_2', 'fe80::1%Ethernet_2'],
    ['fe80::%br-1a2b.100', 'fe80::%br-1a2b.100'],
    ['::ffff:192.0.2.33%eth0', '192.0.2.33'],
  ] as const) {
    it(`writes ${text} as ${canonical}`, () => {
      expect(canonicalIpv6(text)).to.equal(canonical);
    });
  }

  for (const text of [
    ...['', ':', ':::', '1', 'a', '192.0.2.33', '1::2::3', ':1', '1:', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '12345::'],
    ...['1:2:3:4:5:6:7::8', '00001::', '::g', '::-1', '[::1]', ' ::1', '::1 ', '::1/64', '\u0661::', '::ffff:192.0.2'],
    ...['::ffff:010.0.0.1', '::ffff:0x1.0.0.1', '::ffff:256.0.0.1', '::1.2.3.4:5', '1:2:3:4:5:6:7:1.2.3.4'],
    ...['fe80::1%', '%eth0', 'fe80::1%eth0%1', 'fe80::1%a b', 'fe80::1%a]', 'fe80::1%a:1', `fe80::1%${'x'.repeat(65)}`],
  ]) {
    it(`knows that ${JSON.stringify(text.slice(0, 30))} is none`, () => {
      expect(canonicalIpv6(text)).to.equal(undefined);
    });
  }

  it('writes what the URL parser writes, but IPv4-mapped ones as IPv4', () => {
    fc.assert(
      fc.property(ipv6, (text) => {
        const canonical = canonicalIpv6(text) ?? '';
        expect(canonical.includes('.') ? byUrl(`::ffff:${canonical}`) : canonical).to.equal(byUrl(text));
      }),
      { numRuns: 1_000 },
    );
    fc.assert(fc.property(ipv4, (text) => canonicalIpv6(`::ffff:${text}`) === text));
  });

  it('takes for IPv6 what Node takes for it', () => {
    const like = fc.array(fc.constantFrom(':', '::', '0', '1', 'f', 'ffff', 'Ab', '.', '1.2.3.4', 'g'), {
      maxLength: 17,
    });
    fc.assert(
      fc.property(like, (parts) => {
        const text = parts.join('');
        expect(canonicalIpv6(text) !== undefined).to.equal(isIPv6(text));
      }),
      { numRuns: 3_000 },
    );
  });
});

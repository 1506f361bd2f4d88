import { isIP } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalIp } from '../../lib/core/canonical-ip.js';

describe('canonicalIp', () => {
  it('leaves IPv4 as it is, and spells IPv6 in the one way', () => {
    expect(canonicalIp('192.0.2.1')).to.equal('192.0.2.1');
    expect(canonicalIp('2001:DB8:0::1')).to.equal('2001:db8::1');
    expect(canonicalIp('::ffff:192.0.2.1')).to.equal('192.0.2.1');
    expect(canonicalIp('fe80::1%eth0')).to.equal('fe80::1%eth0');
  });

  it('guesses nothing', () => {
    const none = [
      '',
      '1',
      '127.1',
      '010.0.0.1',
      '256.0.0.1',
      '1.2.3.4.5',
      ' 1.2.3.4',
      '0x7f.0.0.1',
      '[::1]',
      ':',
      'a.test',
    ];
    for (const text of none) expect(canonicalIp(text), text).to.equal(undefined);
    for (const value of [undefined, null, 1, {}, [], ['1.2.3.4']]) expect(canonicalIp(value)).to.equal(undefined);
  });

  it('knows as addresses what Node knows as such', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.domain()), (text) => {
        expect(canonicalIp(text) !== undefined).to.equal(isIP(text) > 0);
      }),
    );
  });

  it('is its own canonical text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect(canonicalIp(canonicalIp(text)))
          .to.equal(canonicalIp(text))
          .and.to.be.a('string');
      }),
    );
  });
});

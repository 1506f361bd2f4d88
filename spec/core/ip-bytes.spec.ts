import { expect } from 'chai';
import fc from 'fast-check';
import { ipBytes } from '../../lib/core/ip-bytes.js';

describe('ipBytes', () => {
  it('gives four bytes of IPv4, mapped too', () => {
    for (const host of ['1.2.3.4', '::ffff:1.2.3.4', '[::FFFF:102:304]']) {
      expect(ipBytes(host)).to.deep.equal([1, 2, 3, 4]);
    }
  });

  it('gives sixteen of IPv6, without its zone', () => {
    const expected = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    for (const host of ['fe80::1', 'FE80:0::0:1', '[fe80::1]', 'fe80::1%eth0']) {
      expect(ipBytes(host)).to.deep.equal(expected);
    }
  });

  it('gives nothing of what is no IP address', () => {
    for (const host of [
      '',
      'example.com',
      '1.2.3',
      '1.2.3.4.5',
      '127.1',
      '0x7f.0.0.1',
      '1.2.3.256',
      ':',
      ':::',
      '%',
      ':%',
    ]) {
      expect(ipBytes(host), host).to.equal(undefined);
    }
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (host) => [undefined, 4, 16].includes(ipBytes(host)?.length)));
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { addressOf } from '../../../lib/core/address-book/address-of.js';

describe('addressOf', () => {
  it('gives the canonical spelling, and nothing else of it', () => {
    const given = [
      { host: '8.8.8.8', port: 1, seen: 3 },
      { host: '::FFFF:8.8.8.8', port: 65_535 },
      { host: '[2001:DB8::0:1]', port: 8333 },
      { host: 'Example.COM.', port: 80 },
    ];
    expect(given.map(addressOf)).to.deep.equal([
      { host: '8.8.8.8', port: 1 },
      { host: '8.8.8.8', port: 65_535 },
      { host: '2001:db8::1', port: 8333 },
      { host: 'example.com', port: 80 },
    ]);
  });

  it('is nothing for what is none', () => {
    const hosts = ['', '127.1', '1.2.3.256', '::g', '-', 'a b', 'short.onion', 'x'.repeat(300), 3, null, undefined, {}];
    for (const host of hosts) expect(addressOf({ host, port: 80 })).to.equal(undefined);
    for (const port of [0, -1, 1.5, 65_536, NaN, Infinity, '80', null, undefined]) {
      expect(addressOf({ host: '8.8.8.8', port })).to.equal(undefined);
    }
    for (const value of [null, undefined, 'a:1', 3, {}, []]) expect(addressOf(value)).to.equal(undefined);
  });

  it('never throws, and what it gives is given again', () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.string({ unit: 'binary' }), fc.anything());
    const port = fc.oneof(fc.nat(70_000), fc.anything());
    fc.assert(
      fc.property(fc.oneof(fc.record({ host, port }), fc.anything()), (value) => {
        const address = addressOf(value);
        if (address) expect(addressOf(address)).to.deep.equal(address);
      }),
    );
  });
});

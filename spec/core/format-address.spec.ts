import { expect } from 'chai';
import { formatAddress } from '../../lib/core/format-address.js';

describe('formatAddress', () => {
  for (const [host, text] of [
    ['192.0.2.1', '192.0.2.1:8333'],
    ['example.com', 'example.com:8333'],
    ['Example.com.', 'Example.com.:8333'],
    ['2001:db8::1', '[2001:db8::1]:8333'],
    ['[2001:db8::1]', '[2001:db8::1]:8333'],
    ['fe80::1%eth0', '[fe80::1%eth0]:8333'],
  ] as const) {
    it(`writes ${host} with its port as ${text}`, () => {
      expect(formatAddress({ host, port: 8333 })).to.equal(text);
    });
  }
});

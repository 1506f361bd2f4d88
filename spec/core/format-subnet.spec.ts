import { expect } from 'chai';
import { formatSubnet } from '../../lib/core/format-subnet.js';

describe('formatSubnet', () => {
  for (const [host, prefix, text] of [
    ['192.0.2.0', 24, '192.0.2.0/24'],
    ['0.0.0.0', 0, '0.0.0.0/0'],
    ['192.0.2.7', 32, '192.0.2.7'],
    ['2001:db8::', 32, '2001:db8::/32'],
    ['::', 0, '::/0'],
    ['2001:db8::1', 128, '2001:db8::1'],
  ] as const) {
    it(`writes ${text}`, () => {
      expect(formatSubnet({ host, prefix })).to.equal(text);
    });
  }

  it('writes a name as it is', () => {
    expect(formatSubnet({ host: 'example.com' })).to.equal('example.com');
  });
});

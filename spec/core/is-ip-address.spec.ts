import { expect } from 'chai';
import { isIpAddress } from '../../lib/core/is-ip-address.js';

describe('isIpAddress', () => {
  it('holds for IPv4 and IPv6', () => {
    for (const host of ['192.0.2.1', '0.0.0.0', '::', '2001:DB8::1', '::ffff:192.0.2.1', 'fe80::1%eth0']) {
      expect(isIpAddress(host), host).to.be.true;
    }
  });

  it('does not hold for what only a resolver takes for one', () => {
    for (const host of ['1', '127.1', '010.0.0.1', '0x7f.0.0.1', '[::1]', '::g', 'example.com', 'a:1', '']) {
      expect(isIpAddress(host), host).to.be.false;
    }
  });
});

import { expect } from 'chai';
import { SocksError } from 'rx-connmgr';
import { DnsError, isDnsError } from '../../../lib/adapters/dns-over-socks/index.js';

describe('DnsError', () => {
  it('has a code as in node:dns, a message, and a cause if there is one', () => {
    const error = new DnsError('ENOTFOUND', 'no such name', { cause: 'x' });
    expect([error.name, error.code, error.message, error.cause]).to.deep.equal([
      ...['DnsError', 'ENOTFOUND', 'no such name', 'x'],
    ]);
    expect(new DnsError('EOF', 'gone')).not.to.have.property('cause');
  });

  it('is known across copies of the package, by its code if one is given', () => {
    const copy = Object.assign(new Error('no'), { name: 'DnsError', code: 'EOF' });
    for (const one of [new DnsError('EOF', 'gone'), copy]) {
      expect([isDnsError(one), isDnsError(one, 'EOF'), isDnsError(one, 'ENODATA')]).to.deep.equal([true, true, false]);
    }
    const nodes = Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
    for (const other of [nodes, new SocksError('proxy', ''), undefined, 'EOF']) expect(isDnsError(other)).to.be.false;
  });
});

import { expect } from 'chai';
import { SocksError } from 'rx-connmgr';
import { DnsError } from '../../../lib/adapters/dns-over-socks/index.js';
import { dnsName } from '../../../lib/adapters/dns-over-socks/dns-name.js';

describe('dnsName', () => {
  it('gives the canonical spelling', () => {
    expect(dnsName('Seed.Example.COM.')).to.equal('seed.example.com');
    expect(dnsName('x9.seed_1.a-b.test')).to.equal('x9.seed_1.a-b.test');
  });

  it('takes labels of 63 and names of 253, and no more', () => {
    const label = 'a'.repeat(63);
    const name = [label, label, label, 'a'.repeat(61)].join('.');
    expect(dnsName(name)).to.have.lengthOf(253);
    for (const long of [`${name}a`, `${label}a.test`, 'a'.repeat(100_000)]) {
      expect(() => dnsName(long))
        .to.throw(DnsError)
        .with.property('code', 'EBADNAME');
    }
  });

  it('refuses what is no name', () => {
    for (const name of ['', '.', 'a..b', '.a', 'a b', 'bücher.example', 'a\0b', 'a:b', 'a/b']) {
      expect(() => dnsName(name), name).to.throw(DnsError, 'Expected a name in labels');
    }
  });

  it('refuses onion names: no resolver may see them', () => {
    for (const name of ['a.onion', 'A.Onion.']) {
      expect(() => dnsName(name), name)
        .to.throw(SocksError)
        .with.property('code', 'onion');
    }
  });
});

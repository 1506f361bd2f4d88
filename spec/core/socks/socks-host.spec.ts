import { expect } from 'chai';
import fc from 'fast-check';
import { SocksError, isSocksError } from 'rx-connmgr';
import { decodeHost, encodeHost } from '../../../lib/core/socks/socks-host.js';
import { hex } from '../../support/play.js';
import { runs } from '../../support/runs.js';

const hosts = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.string({ unit: fc.constantFrom('a', 'A', '0', '-', '.', '_', ':', '[', ']', '%') }),
  fc.string({ unit: 'binary' }),
);

describe('encodeHost', () => {
  it('writes the type of address first', () => {
    expect(hex(encodeHost('192.0.2.1'))).to.equal('01c0000201');
    expect(hex(encodeHost('2001:db8::1'))).to.equal('0420010db8000000000000000000000001');
    expect(hex(encodeHost('example.com'))).to.equal('030b6578616d706c652e636f6d');
    expect(hex(encodeHost('a.onion'))).to.equal(`0307${Buffer.from('a.onion').toString('hex')}`);
  });

  it('takes one host in all its spellings', () => {
    for (const spelling of ['2001:DB8:0::1', '[2001:db8::1]']) {
      expect(encodeHost(spelling)).to.deep.equal(encodeHost('2001:db8::1'));
    }
    expect(encodeHost('::ffff:192.0.2.1')).to.deep.equal(encodeHost('192.0.2.1'));
    expect(encodeHost('Example.COM.')).to.deep.equal(encodeHost('example.com'));
  });

  it('takes for a name what only a resolver takes for IPv4', () => {
    for (const host of ['127.1', '010.0.0.1', '1', '256.0.0.1']) {
      expect([...encodeHost(host)].slice(0, 2), host).to.deep.equal([3, host.length]);
    }
  });

  it('takes 255 bytes and no more: a length is one byte', () => {
    expect([...encodeHost('a'.repeat(255))].slice(0, 3)).to.deep.equal([3, 255, 97]);
    expect(() => encodeHost('a'.repeat(256))).to.throw(SocksError, 'Expected a host of up to 255 bytes, got `"aaa');
    expect(() => encodeHost('a'.repeat(100_000))).to.throw(SocksError, 'up to 255 bytes');
  });

  it('refuses what no host is', () => {
    for (const host of ['', '.', '..', 'a..', 'a b', 'a\0b', 'a\nb', 'bücher.example', '\u212a.example', '🙂']) {
      expect(() => encodeHost(host), host).to.throw(SocksError, 'Expected a host name in ASCII');
    }
    for (const host of [':', '::1::', '1:2', 'fe80::1%eth0', 'example.com:80']) {
      expect(() => encodeHost(host), host).to.throw(SocksError, 'Expected an IPv6 address without a zone');
    }
    expect(() => encodeHost(undefined as unknown as string)).to.throw(SocksError, 'Expected a host, got `undefined`');
  });

  it('writes what it reads, or refuses with an error of its own', () => {
    fc.assert(
      fc.property(hosts, (host) => {
        let written: Uint8Array;
        try {
          written = encodeHost(host);
        } catch (error) {
          return isSocksError(error, 'host');
        }
        const [type = 0] = written;
        const spelt = decodeHost(type, written.subarray(type === 3 ? 2 : 1));
        expect(encodeHost(spelt)).to.deep.equal(written);
        return true;
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('decodeHost', () => {
  it('gives the canonical spelling', () => {
    expect(decodeHost(1, Uint8Array.of(192, 0, 2, 1))).to.equal('192.0.2.1');
    const ipv6 = Uint8Array.of(0x20, 1, 0xd, 0xb8, ...new Uint8Array(11), 1);
    expect(decodeHost(4, ipv6)).to.equal('2001:db8::1');
    expect(decodeHost(4, Uint8Array.of(...new Uint8Array(10), 255, 255, 192, 0, 2, 1))).to.equal('192.0.2.1');
    expect(decodeHost(3, Buffer.from('Example.com.'))).to.equal('example.com');
    expect(decodeHost(3, Uint8Array.of(0xff, 0x00))).to.equal('ÿ\0');
    expect(decodeHost(3, new Uint8Array(0))).to.equal('');
  });
});

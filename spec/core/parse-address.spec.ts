import { isIPv4 } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError } from '../../lib/core/errors.js';
import { formatAddress } from '../../lib/core/format-address.js';
import { parseAddress } from '../../lib/core/parse-address.js';
import { ipv4, ipv6, name, onion, port } from './support/addresses.js';

const v3 = `${'abcdefgh234567'.repeat(4)}.onion`;
const label63 = 'a'.repeat(63);
const name253 = [label63, label63, label63, 'a'.repeat(61)].join('.');

const parses = (title: string, cases: readonly (readonly [string, string, number])[], defaults?: { port: number }) => {
  describe(title, () => {
    for (const [text, host, number] of cases) {
      it(`${text.slice(0, 70)} is ${host.slice(0, 70)}, ${number}`, () => {
        expect(parseAddress(text, defaults)).to.deep.equal({ host, port: number });
      });
    }
  });
};

const refuses = (title: string, expected: RegExp, texts: readonly string[], defaults?: { port: number }) => {
  describe(title, () => {
    for (const text of texts) {
      it(JSON.stringify(text).slice(0, 70), () => {
        expect(() => parseAddress(text, defaults))
          .to.throw(ArgumentError, expected)
          .with.property('message')
          .that.contains('got `"');
      });
    }
  });
};

describe('parseAddress', () => {
  parses('takes IPv4', [
    ['192.0.2.1:8333', '192.0.2.1', 8333],
    ['0.0.0.0:1', '0.0.0.0', 1],
    ['255.255.255.255:65535', '255.255.255.255', 65535],
  ]);
  parses('takes IPv6 in brackets', [
    ['[::1]:80', '::1', 80],
    ['[2001:DB8:0:0:0::1]:8333', '2001:db8::1', 8333],
    ['[fe80::1%eth0]:80', 'fe80::1%eth0', 80],
    ['[::ffff:192.0.2.1]:80', '192.0.2.1', 80],
  ]);
  parses('takes host names', [
    ['localhost:80', 'localhost', 80],
    ['Seed.Example.ORG.:8333', 'seed.example.org', 8333],
    ['xn--bcher-kva.example:80', 'xn--bcher-kva.example', 80],
    ['3com.com:80', '3com.com', 80],
    ['1.2.3.4.example:80', '1.2.3.4.example', 80],
    ['1a:80', '1a', 80],
    ['0xa-b:80', '0xa-b', 80],
    [`${label63}.com:80`, `${label63}.com`, 80],
    [`${name253}:80`, name253, 80],
    [`${name253}.:65535`, name253, 65535],
  ]);
  parses('takes onion names of version 3', [
    [`${v3}:80`, v3, 80],
    [`${v3.toUpperCase()}.:80`, v3, 80],
    ['onion:80', 'onion', 80],
  ]);
  const ssh = { port: 22 };
  parses(
    'takes the default port where there is none',
    [
      ['192.0.2.1', '192.0.2.1', 22],
      ['192.0.2.1:80', '192.0.2.1', 80],
      ['[::1]', '::1', 22],
      ['[::1]:80', '::1', 80],
      ['2001:DB8::0:1', '2001:db8::1', 22],
      ['fe80::1%eth0', 'fe80::1%eth0', 22],
      ['::ffff:192.0.2.1', '192.0.2.1', 22],
      ['::1:80', '::1:80', 22],
      ['example.com.', 'example.com', 22],
      [v3, v3, 22],
    ],
    ssh,
  );

  refuses('refuses a number that a resolver would take for IPv4', /^Expected an IPv4 address of four decimal numbers/, [
    ...['1:80', '127.1:80', '010.0.0.1:80', '1.2.3:80', '1.2.3.4.5:80', '256.0.0.1:80', '192.0.2.01:80', '00.0.0.0:80'],
    ...['2130706433:80', '0x7f000001:80', '0x7f.1:80', '127.0.0.0X1:80', '0x:80', 'a.1:80', '192.0.2.1.:80', '1.:80'],
  ]);
  refuses('refuses what is no host name', /^Expected a host name of letters, digits and hyphens/, [
    ...[':80', '.:80', 'a..:80', '.a:80', 'a..b:80', '-a:80', 'a-:80', 'a.-b:80', 'a_b:80', 'a b:80', ' a:80', 'a :80'],
    ...[
      'a/b:80',
      'http//a:80',
      'user@a:80',
      'a\n:80',
      '\0:80',
      'bücher.example:80',
      '\u212aelvin.example:80',
      'a\u3002b:80',
    ],
    ...['\u017f.example:80', '*.a:80', 'a%b:80', `${'a'.repeat(64)}.com:80`, 'a]:80'],
  ]);
  refuses('refuses a name that is too long', /^Expected a host name of up to 253 characters/, [
    `${name253}a:80`,
    `${name253}a.:80`,
  ]);
  refuses('refuses other onion names', /^Expected an onion name of version 3: 56 characters/, [
    ...[
      'expyuzz4wqqyqhjn.onion:80',
      `a${v3}:80`,
      `${v3.slice(1)}:80`,
      `www.${v3}:80`,
      `1${v3.slice(1)}:80`,
      'a.onion.:80',
    ],
    ...['a.ONION:80'],
  ]);
  refuses('refuses what is no IPv6 address', /^Expected an IPv6 address, /, [
    ...[
      '[]:80',
      '[::g]:80',
      '[192.0.2.1]:80',
      '[example.com]:80',
      '[::1%]:80',
      '[ ::1]:80',
      '[[::1]:80',
      '[::ffff:010.0.0.1]:80',
    ],
  ]);
  refuses('refuses what is no port', /^Expected a port from 1 to 65535/, [
    ...[
      'a:',
      'a:0',
      'a:65536',
      'a:99999',
      'a:080',
      'a:+80',
      'a:-80',
      'a: 80',
      'a:80 ',
      'a:80\n',
      'a:8e1',
      'a:0x50',
      'a:80.0',
    ],
    ...['a:http', 'a:\u0668\u0660', 'a:18446744073709551696', '[::1]:', '[::1]:0', '[::1]:080', '[::1]:80:80'],
  ]);
  refuses('refuses a text without a port', /^Expected an address with a port/, ['a', '192.0.2.1', '[::1]', v3]);
  refuses(
    'refuses what has more colons and no brackets',
    /^Expected one colon before a port, or an IPv6 address in brackets/,
    [...['::1', '::1:80', '2001:db8::1', 'a:80:80', '::', '[::1', '[::1:80', '[::1]80', '[::1] :80', 'ws://a:80']],
  );
  refuses(
    'refuses a bare IPv6 address that is none',
    /^Expected an IPv6 address, /,
    ['a:80:80', ':::', 'ws://a:80'],
    ssh,
  );
  refuses('refuses brackets without an end, also with a default port', /^Expected one colon/, ['[::1', '[::1]80'], ssh);
  refuses('refuses an empty port, also with a default port', /^Expected a port from 1 to 65535/, ['a:', '[::1]:'], ssh);
  refuses('refuses a text that is far too long', /^Expected an address, as in/, [`${'a.'.repeat(500_000)}:80`]);
  refuses('refuses nothing at all', /^Expected a/, ['', ' ', '[', ']', ':']);

  it('refuses what is no text', () => {
    for (const value of [undefined, null, 5, {}, ['a:80'], { host: 'a', port: 80 }]) {
      expect(() => parseAddress(value as never)).to.throw(ArgumentError, /^Expected an address, as in .*, got `/);
    }
  });

  it('says what was expected and what was got', () => {
    expect(() => parseAddress('192.0.2.1:99999')).to.throw(
      /^Expected a port from 1 to 65535, got `"192.0.2.1:99999"`$/,
    );
  });

  it('checks the default port at the door, whether it is needed or not', () => {
    for (const value of [0, 65_536, -1, 1.5, NaN, '80', null]) {
      expect(() => parseAddress('a:80', { port: value as never })).to.throw(
        ArgumentError,
        /^Expected the default `port`/,
      );
    }
    expect(() => parseAddress('a:80', { Port: 1 } as never)).to.throw(ArgumentError, 'did you mean `port`?');
    expect(() => parseAddress('a:80', null as never)).to.throw(ArgumentError);
    expect(parseAddress('a:80', { port: undefined })).to.deep.equal({ host: 'a', port: 80 });
  });

  it('does not take an index for a port', () => {
    const map = ['a:80', 'b:81'].map as (each: unknown) => unknown;
    expect(map.call(['a:80', 'b:81'], parseAddress)).to.deep.equal([
      { host: 'a', port: 80 },
      { host: 'b', port: 81 },
    ]);
    expect(() => map.call(['a'], parseAddress)).to.throw(ArgumentError, 'an address with a port');
  });

  it('is the inverse of formatAddress', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6, name, onion), port, (host, number) => {
        const address = parseAddress(formatAddress({ host, port: number }));
        expect(parseAddress(formatAddress(address))).to.deep.equal(address);
        expect(address.port).to.equal(number);
        if (!host.includes(':')) expect(address.host).to.equal(host.toLowerCase());
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes for IPv4 what Node takes for it', () => {
    const like = fc
      .array(fc.constantFrom('.', '0', '1', '00', '25', '256', 'x', '9'), { maxLength: 9 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(like, ipv4), (text) => {
        let host = '';
        try {
          ({ host } = parseAddress(`${text}:80`));
        } catch {
          // judged below
        }
        if (/^[\d.]*$/.test(text)) expect(host).to.equal(isIPv4(text) ? text : '');
      }),
      { numRuns: 2_000 },
    );
  });

  it('parses any text or throws an ArgumentError, at once', () => {
    const letters = fc.constantFrom(...'[ ] : . % - _ 0 x 1 9 a f z K \u212a \ud83d \n'.split(' '), ' ');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: letters, maxLength: 300 }),
      fc.tuple(fc.webUrl(), port).map(([url, number]) => `${url}:${number}`),
      fc.integer({ min: 1, max: 100_000 }).map((length) => '1.a-[:%'.repeat(length)),
    );
    const started = process.hrtime.bigint();
    fc.assert(
      fc.property(text, fc.option(port, { nil: undefined }), (line, number) => {
        try {
          const address = parseAddress(line, { port: number });
          expect(parseAddress(formatAddress(address))).to.deep.equal(address);
        } catch (error) {
          expect(error)
            .to.be.instanceOf(ArgumentError)
            .with.property('message')
            .that.matches(/^Expected .{1,250}$/u);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(Number(process.hrtime.bigint() - started) / 1e6).to.be.lessThan(10_000);
  });
});

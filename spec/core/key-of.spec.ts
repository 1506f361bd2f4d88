import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError } from '../../lib/core/errors.js';
import { formatAddress } from '../../lib/core/format-address.js';
import { keyOf } from '../../lib/core/key-of.js';
import { parseAddress } from '../../lib/core/parse-address.js';
import { show } from '../../lib/core/show.js';
import { ipv4, ipv6, name, onion, port } from './support/addresses.js';

describe('keyOf', () => {
  for (const [address, key] of [
    ['Anything: at all.', 'Anything: at all.'],
    ['', ''],
    [{ host: '192.0.2.1', port: 8333 }, '192.0.2.1:8333'],
    [{ host: 'Example.COM.', port: 80 }, 'example.com:80'],
    [{ host: 'my_service', port: 80 }, 'my_service:80'],
    [{ host: '2001:DB8:0::1', port: 80 }, '[2001:db8::1]:80'],
    [{ host: '[2001:db8::1]', port: 80 }, '[2001:db8::1]:80'],
    [{ host: 'fe80::1%eth0', port: 80 }, '[fe80::1%eth0]:80'],
    [{ host: '::ffff:192.0.2.1', port: 80 }, '192.0.2.1:80'],
    [{ host: '192.0.2.1', port: 80, seen: 5, services: 9n }, '192.0.2.1:80'],
    [{ href: 'x:1' }, 'x:1'],
    [{ href: 5, host: 'a', port: 1 }, 'a:1'],
    [new URL('wss://WS.example:8443/v2?a=1'), 'wss://ws.example:8443/v2?a=1'],
  ] as const) {
    it(`of ${show(address)} is '${key}'`, () => {
      expect(keyOf(address)).to.equal(key);
    });
  }

  it('takes a URL by its href, though it has a host and a port', () => {
    expect(keyOf(new URL('ws://a.example:81/one'))).not.to.equal(keyOf(new URL('ws://a.example:81/two')));
  });

  for (const address of [
    ...[undefined, null, 5, true, Symbol('a'), 5n, () => 'a', [], {}, { name: 'a', rtt: 3 }, { host: 'a' }],
    ...[{ host: 'a', port: '80' }, { host: 5, port: 80 }, { port: 80 }],
  ]) {
    it(`asks for the option \`key\` given ${show(address)}`, () => {
      expect(() => keyOf(address)).to.throw(ArgumentError, /^Expected the option `key` to be given .*, got `.+`$/);
    });
  }

  it('says what was got', () => {
    expect(() => keyOf({ name: 'a', rtt: 3 })).to.throw(/got `{ name, rtt }`$/);
  });

  it('is the same for every spelling, and it is the text of the parsed address', () => {
    const host = fc.oneof(ipv4, ipv6, name, onion);
    fc.assert(
      fc.property(host, port, fc.boolean(), fc.boolean(), (text, number, upper, dot) => {
        const spelt =
          (upper ? text.toUpperCase() : text) + (dot && /[a-z]$/.test(text) && !text.includes(':') ? '.' : '');
        const parsed = parseAddress(formatAddress({ host: spelt, port: number }));
        const key = keyOf({ host: spelt, port: number });
        expect(key).to.equal(keyOf({ host: text, port: number }));
        expect(key).to.equal(formatAddress(parsed));
        expect(key).to.equal(keyOf(parsed));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is another for another host or port', () => {
    const canonical = fc
      .tuple(fc.oneof(ipv4, ipv6, name), port)
      .map(([host, number]) => parseAddress(formatAddress({ host, port: number })));
    fc.assert(
      fc.property(canonical, canonical, (a, b) => {
        expect(keyOf(a) === keyOf(b)).to.equal(a.host === b.host && a.port === b.port);
      }),
    );
  });
});

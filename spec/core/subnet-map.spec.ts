import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalHost } from '../../lib/core/canonical-host.js';
import { ArgumentError } from '../../lib/core/errors.js';
import { formatSubnet } from '../../lib/core/format-subnet.js';
import { parseSubnet } from '../../lib/core/parse-subnet.js';
import { SubnetMap } from '../../lib/core/subnet-map.js';
import { runs } from '../support/runs.js';
import { contains } from './support/subnets.js';

const onion = `${'a'.repeat(56)}.onion`;

describe('SubnetMap', () => {
  it('sets, gets, deletes and counts, by whatever text of a subnet', () => {
    const map = new SubnetMap<number>();
    expect(map.set('192.0.2.7/24', 1).set('2001:DB8::/32', 2).set('Example.com.', 3)).to.equal(map);
    expect(map.size).to.equal(3);
    expect([map.get('192.0.2.0/24'), map.get('::ffff:192.0.2.9/120'), map.get('192.0.2.0/25')]).to.deep.equal([
      1,
      1,
      undefined,
    ]);
    expect([map.has('2001:db8:0:1::/32'), map.has('2001:db8::/33'), map.has('2001:db8::')]).to.deep.equal([
      true,
      false,
      false,
    ]);
    map.set('192.0.2.0/24', 4);
    expect(map.size).to.equal(3);
    expect([...map]).to.deep.equal([
      ['192.0.2.0/24', 4],
      ['2001:db8::/32', 2],
      ['example.com', 3],
    ]);
    expect([map.delete('192.0.2.1/24'), map.delete('192.0.2.1/24'), map.delete('192.0.2.0')]).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect([map.size, map.match('192.0.2.1')]).to.deep.equal([2, undefined]);
  });

  it('matches the most specific, and all of them in order', () => {
    const map = new SubnetMap([
      ['10.1.0.0/16', 'sixteen'],
      ['0.0.0.0/0', 'all'],
      ['10.1.2.3', 'one'],
      ['10.0.0.0/8', 'eight'],
      ['10.1.2.2/31', 'two'],
    ]);
    expect([...map.matches('10.1.2.3')]).to.deep.equal([
      ['10.1.2.3', 'one'],
      ['10.1.2.2/31', 'two'],
      ['10.1.0.0/16', 'sixteen'],
      ['10.0.0.0/8', 'eight'],
      ['0.0.0.0/0', 'all'],
    ]);
    expect(['10.1.2.3', '10.1.2.2', '10.1.2.4', '10.2.0.0', '11.0.0.0'].map((host) => map.match(host))).to.deep.equal([
      'one',
      'two',
      'sixteen',
      'eight',
      'all',
    ]);
    map.delete('10.1.2.2/31');
    expect(map.match('10.1.2.2')).to.equal('sixteen');
  });

  it('matches a host however it is written', () => {
    const map = new SubnetMap([
      ['192.0.2.0/24', 4],
      ['2001:db8::/32', 6],
      ['fe80::1', 1],
      ['fe80::/10', 0],
      ['example.com', 'name'],
      [onion, 'onion'],
      ['stats.i2p', 'i2p'],
    ] as [string, unknown][]);
    const hosts = [
      ...['::ffff:192.0.2.9', '::FFFF:c000:209', '[::ffff:192.0.2.9]', '2001:DB8::1', '[2001:db8::1]'],
      ...['fe80::1%eth0', 'fe80::2%eth0', 'EXAMPLE.com.', onion.toUpperCase(), 'Stats.i2p'],
    ];
    expect(hosts.map((host) => map.match(host))).to.deep.equal([4, 4, 4, 6, 6, 1, 0, 'name', 'onion', 'i2p']);
  });

  it('finds what is left when one of the same prefix is deleted, and what comes after the last', () => {
    const map = new SubnetMap([
      ['192.0.2.0/24', 'a'],
      ['198.51.100.0/24', 'b'],
    ]);
    map.delete('192.0.2.0/24');
    expect([map.match('192.0.2.1'), map.match('198.51.100.1')]).to.deep.equal([undefined, 'b']);
    map.delete('198.51.100.0/24');
    map.set('203.0.113.0/24', 'c');
    expect(['192.0.2.1', '198.51.100.1', '203.0.113.1'].map((host) => map.match(host))).to.deep.equal([
      undefined,
      undefined,
      'c',
    ]);
  });

  it('keeps IPv4 and IPv6 apart', () => {
    const six = new SubnetMap([['::/0', 6]]);
    expect([six.match('::1'), six.match('192.0.2.1'), six.match('::ffff:192.0.2.1')]).to.deep.equal([
      6,
      undefined,
      undefined,
    ]);
    const four = new SubnetMap([['0.0.0.0/0', 4]]);
    expect([four.match('::1'), four.match('192.0.2.1'), four.match('::ffff:192.0.2.1')]).to.deep.equal([
      undefined,
      4,
      4,
    ]);
  });

  it('takes a value of undefined for a value', () => {
    const map = new SubnetMap([['192.0.2.1', undefined]]);
    expect([map.has('192.0.2.1'), map.size, [...map.matches('192.0.2.1')]]).to.deep.equal([
      true,
      1,
      [['192.0.2.1', undefined]],
    ]);
  });

  it('refuses what is no subnet, and is as it was', () => {
    const map = new SubnetMap<number>([['192.0.2.0/24', 1]]);
    for (const act of [
      () => map.set('192.0.2.0/33', 1),
      () => map.get('10/8'),
      () => map.has(''),
      () => map.delete('a b'),
      () => new SubnetMap([['x/y', 1]]),
    ])
      expect(act).to.throw(ArgumentError);
    expect([...map]).to.deep.equal([['192.0.2.0/24', 1]]);
  });

  it('matches nothing with what is no host, and throws at nothing', () => {
    const map = new SubnetMap([
      ['0.0.0.0/0', 4],
      ['::/0', 6],
      ['192.0.2.0/24', 1],
    ]);
    const odd = [
      '',
      '.',
      '/',
      '192.0.2.0/24',
      '::/0',
      '010.0.0.1',
      '127.1',
      '0x7f.0.0.1',
      '1',
      ':',
      '::010.0.0.1',
      '%',
      '::g',
    ];
    expect(odd.map((host) => map.match(host))).to.deep.equal(odd.map(() => undefined));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (host) => void map.match(host)),
      { numRuns: runs(1_000) },
    );
  });

  /** Few networks within one another, so that many match. */
  const close4 = fc
    .array(fc.constantFrom(0, 1, 128, 255), { minLength: 4, maxLength: 4 })
    .map((octets) => octets.join('.'));
  const close6 = fc
    .array(fc.constantFrom('0', '1', '8000', 'ffff'), { minLength: 8, maxLength: 8 })
    .map((groups) => groups.join(':'));
  const host = fc.oneof(close4, close6, fc.constantFrom('a.example', 'b.example'));
  const subnet = fc.oneof(
    host,
    fc.tuple(close4, fc.nat(32)).map(([address, prefix]) => `${address}/${prefix}`),
    fc.tuple(close6, fc.nat(128)).map(([address, prefix]) => `${address}/${prefix}`),
  );
  const step = fc.record({ subnet, set: fc.boolean() });

  it('finds what a list of all would find, whatever is set and deleted', () => {
    const length = (text: string) => parseSubnet(text).prefix ?? 0;
    const isMapped = (text: string) => text.startsWith('0:0:0:0:0:ffff:');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.array(host, { minLength: 5 }), (steps, hosts) => {
        const map = new SubnetMap<number>();
        const model = new Map<string, number>();
        steps
          .filter(({ subnet: text }) => !isMapped(text))
          .forEach(({ subnet: text, set }, i) => {
            const canonical = formatSubnet(parseSubnet(text));
            if (set) map.set(text, i);
            else expect(map.delete(text)).to.equal(model.delete(canonical));
            if (set) model.set(canonical, i);
          });
        expect([...map]).to.deep.equal([...model]);
        expect(map.size).to.equal(model.size);
        for (const one of hosts) {
          const found = [...model]
            .filter(([text]) => contains(text, canonicalHost(one)))
            .sort(([a], [b]) => length(b) - length(a));
          expect([...map.matches(one)]).to.deep.equal(found);
          expect(map.match(one)).to.equal(found[0]?.[1]);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('asks once for each length of prefix, not for each entry', () => {
    const fill = (count: number) => {
      const map = new SubnetMap<number>();
      for (let i = 0; i < count; i += 1) {
        map
          .set(`10.${i >> 8}.${i & 255}.0/24`, i)
          .set(`2001:db8:${i.toString(16)}::/48`, i)
          .set(`name${i}.example`, i);
      }
      return map;
    };
    /** The least of several, in nanoseconds: whatever else the machine does only adds. */
    const cost = (map: SubnetMap<number>) => {
      const times = Array.from({ length: 15 }, () => {
        const start = process.hrtime.bigint();
        for (let i = 0; i < 1_000; i += 1)
          for (const host of ['10.0.7.1', '2001:db8:7::1', 'name7.example']) map.match(host);
        return Number(process.hrtime.bigint() - start);
      });
      return Math.min(...times);
    };
    const [few, many] = [fill(100), fill(33_000)];
    cost(few);
    expect(many.size).to.equal(99_000);
    expect(cost(many) / cost(few)).to.be.below(10);
  }).timeout(60_000);
});

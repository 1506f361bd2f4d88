import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError, Discouraged } from 'rx-connmgr';
import { runs } from '../support/runs.js';

const at = (host: string, port = 8333) => ({ host, port });

describe('Discouraged', () => {
  it('has whom it was given, whatever the port and the spelling', () => {
    const discouraged = new Discouraged();
    expect(discouraged.has(at('192.0.2.1'))).to.equal(false);
    for (const host of ['192.0.2.1', '2001:db8::1', 'Example.com']) discouraged.add(at(host));
    for (const host of ['192.0.2.1', '[::ffff:192.0.2.1]', '2001:DB8::2%eth0', 'example.com.']) {
      expect(discouraged.has(at(host, 1)), host).to.equal(true);
    }
    for (const host of ['192.0.2.2', '2001:db8:0:1::1', 'example.org']) {
      expect(discouraged.has(at(host)), host).to.equal(false);
    }
  });

  it('goes by as much of IPv6 as it is told', () => {
    const discouraged = new Discouraged({ ipv6Prefix: 128 });
    discouraged.add(at('2001:db8::1'));
    expect([discouraged.has(at('2001:db8::1')), discouraged.has(at('2001:db8::2'))]).to.deep.equal([true, false]);
  });

  it('serves as a rank: the discouraged last', () => {
    const discouraged = new Discouraged();
    discouraged.add(at('192.0.2.1'));
    const rank = ({ host }: { readonly host: string }) => (discouraged.has(at(host)) ? 1 : 0);
    const ranked = ['192.0.2.1', '192.0.2.2', 'not a host'].map(at).sort((a, b) => rank(a) - rank(b));
    expect(ranked.map(({ host }) => host)).to.deep.equal(['192.0.2.2', 'not a host', '192.0.2.1']);
  });

  it('forgets all of them when told to', () => {
    const discouraged = new Discouraged({ max: 2 });
    for (const host of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) discouraged.add(at(host));
    discouraged.clear();
    for (const host of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) expect(discouraged.has(at(host))).to.equal(false);
  });

  it('remembers as many as it is told at least, and twice as many at most', () => {
    const host = fc.nat(30).map((n) => `192.0.2.${n}`);
    fc.assert(
      fc.property(fc.array(host, { maxLength: 200 }), fc.integer({ min: 1, max: 10 }), (hosts, max) => {
        const discouraged = new Discouraged({ max });
        for (const one of hosts) discouraged.add(at(one));
        const latest = [...new Set([...hosts].reverse())];
        for (const one of latest.slice(0, max)) expect(discouraged.has(at(one)), one).to.equal(true);
        expect(latest.filter((one) => discouraged.has(at(one))).length).to.be.at.most(2 * max);
      }),
      { numRuns: runs(200) },
    );
  });

  it('refuses what has no host, and says of it that it is not discouraged', () => {
    const discouraged = new Discouraged();
    for (const nonsense of [undefined, null, {}, { host: 7 }, 'a']) {
      expect(() => discouraged.add(nonsense as never)).to.throw(ArgumentError, '`address`');
      expect(discouraged.has(nonsense as never)).to.equal(false);
    }
    expect(() => discouraged.add(at('not a host'))).to.throw(ArgumentError, 'host name');
    discouraged.add(at('192.0.2.1'));
    for (const nonsense of [undefined, { host: 7 }, at('not a host')]) {
      expect(discouraged.has(nonsense as never)).to.equal(false);
    }
  });

  it('refuses options that cannot be', () => {
    for (const max of [0, 1.5, NaN, '9' as never])
      expect(() => new Discouraged({ max })).to.throw(ArgumentError, '`max`');
    expect(() => new Discouraged({ ipv6Prefix: 129 })).to.throw(ArgumentError, '`ipv6Prefix`');
    expect(() => new Discouraged({ size: 9 } as never)).to.throw(ArgumentError, 'size');
    expect(() => new Discouraged({ max: undefined, ipv6Prefix: undefined })).not.to.throw();
  });
});

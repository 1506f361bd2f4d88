import { expect } from 'chai';
import fc from 'fast-check';
import { interleaveFamilies } from '../../lib/core/interleave-families.js';

const isIpv6 = (ip: string) => ip.includes(':');

describe('interleaveFamilies', () => {
  it('takes the families by turns, the first one first', () => {
    expect(interleaveFamilies(['::1', '::2', '::3', '1.1.1.1'])).to.deep.equal(['::1', '1.1.1.1', '::2', '::3']);
    expect(interleaveFamilies(['1.1.1.1', '::1', '::2', '2.2.2.2'])).to.deep.equal([
      '1.1.1.1',
      '::1',
      '2.2.2.2',
      '::2',
    ]);
    expect(interleaveFamilies(['1.1.1.1'])).to.deep.equal(['1.1.1.1']);
    expect(interleaveFamilies([])).to.deep.equal([]);
  });

  it('loses and adds nothing, and keeps the order within a family', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6())), (ips) => {
        const turns = interleaveFamilies(ips);
        expect(turns.filter(isIpv6)).to.deep.equal(ips.filter(isIpv6));
        expect(turns.filter((ip) => !isIpv6(ip))).to.deep.equal(ips.filter((ip) => !isIpv6(ip)));
        expect(turns[0]).to.equal(ips[0]);
      }),
    );
  });

  it('has no two of a family in a row as long as there is one of the other', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6())), (ips) => {
        const turns = interleaveFamilies(ips);
        const fewer = Math.min(ips.filter(isIpv6).length, ips.filter((ip) => !isIpv6(ip)).length);
        const paired = turns.slice(0, 2 * fewer);
        expect(paired.every((ip, i) => i === 0 || isIpv6(ip) !== isIpv6(paired[i - 1] ?? ''))).to.equal(true);
      }),
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { firstBits } from '../../lib/core/first-bits.js';
import { joined } from './support/subnets.js';

describe('firstBits', () => {
  it('keeps the first and clears the others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 8 }), fc.nat(128), (groups, count) => {
        const bits = 16 * groups.length;
        const rest = BigInt(Math.max(0, bits - count));
        expect(joined(firstBits(groups, count))).to.equal((joined(groups) >> rest) << rest);
      }),
    );
  });
});

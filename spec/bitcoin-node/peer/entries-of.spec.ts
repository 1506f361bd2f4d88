import { expect } from 'chai';
import { entriesOf } from '../../../examples/bitcoin-node/peer/entries-of.js';

const of = (hex: string) => entriesOf(Buffer.from(hex, 'hex'));

describe('entriesOf', () => {
  it('reads the number that a list begins with, in each of its lengths', () => {
    expect(of('00')).to.equal(0);
    expect(of('fc99')).to.equal(252);
    expect(of('fd50c3')).to.equal(50_000);
    expect(of('fe00000100ff')).to.equal(65_536);
    expect(of('ff0000000001000000')).to.equal(2 ** 32);
    expect(of('ffffffffffffffffff')).to.be.greaterThan(50_000);
  });

  it('finds none where the number is cut off', () => {
    for (const hex of ['', 'fd', 'fd50', 'fe000001', 'ff00000000010000']) expect(of(hex)).to.equal(0);
  });
});

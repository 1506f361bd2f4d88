import { expect } from 'chai';
import fc from 'fast-check';
import { fromBase32, toBase32 } from '../../../examples/bitcoin-node/wire/base32.js';
import { runs } from '../../support/runs.js';

describe('base32', () => {
  it('has the vectors of RFC 4648, in lower case and without padding', () => {
    for (const [text, base32] of [
      ['', ''],
      ['f', 'my'],
      ['fo', 'mzxq'],
      ['foo', 'mzxw6'],
      ['foob', 'mzxw6yq'],
      ['fooba', 'mzxw6ytb'],
      ['foobar', 'mzxw6ytboi'],
    ] as const) {
      const bytes = new TextEncoder().encode(text);
      expect(toBase32(bytes)).to.equal(base32);
      expect(fromBase32(base32)).to.deep.equal(bytes);
    }
  });

  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(fromBase32(toBase32(bytes))).to.deep.equal(bytes);
      }),
      { numRuns: runs(500) },
    );
  });

  it('has one text for the same bytes: what is left over must be 0, and less than a letter', () => {
    for (const text of ['mz', 'mb', 'm', 'mzx', 'mzxw6y', 'MY', 'm1', 'my======', 'mé']) {
      expect(fromBase32(text), text).to.be.undefined;
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'y', 'z', '2', '6', '7') }), (text) => {
        const bytes = fromBase32(text);
        if (bytes) expect(toBase32(bytes)).to.equal(text);
      }),
      { numRuns: runs(500) },
    );
  });
});

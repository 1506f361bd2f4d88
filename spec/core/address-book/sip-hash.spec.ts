import { expect } from 'chai';
import fc from 'fast-check';
import { sipHash } from '../../../lib/core/address-book/sip-hash.js';

const counting = (length: number) => Uint8Array.from({ length }, (_, i) => i);
const key = counting(16);

/** Little-endian, as the authors print it. */
const text = ([high, low]: readonly [number, number]): string => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, low, true);
  new DataView(bytes.buffer).setUint32(4, high, true);
  return Buffer.from(bytes).toString('hex');
};

/** Of 0 to 15 bytes that count from 0: the first of the authors' vectors. */
const vectors = [
  ...['310e0edd47db6f72', 'fd67dc93c539f874', '5a4fa9d909806c0d', '2d7efbd796666785'],
  ...['b7877127e09427cf', '8da699cd64557618', 'cee3fe586e46c9cb', '37d1018bf50002ab'],
  ...['6224939a79f5f593', 'b0e4a90bdf82009e', 'f3b9dd94c5bb5d7a', 'a7ad6b22462fb3f4'],
  ...['fbe50e86bc8f1e75', '903d84c02756ea14', 'eef27a8e90ca23f7', 'e545be4961ca29a1'],
];

describe('sipHash', () => {
  it('gives what its authors publish', () => {
    expect(vectors.map((_, length) => text(sipHash(key, counting(length))))).to.deep.equal(vectors);
  });

  it('is two whole numbers of 32 bits, whatever goes in', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), bytes, (secret, input) => {
        for (const half of sipHash(secret, input)) expect(half).to.equal(half >>> 0);
      }),
    );
  });

  it('changes with each bit of the key and of the input', () => {
    const input = counting(20);
    const before = text(sipHash(key, input));
    for (let bit = 0; bit < 8 * 36; bit += 1) {
      const bytes = Uint8Array.of(...key, ...input);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(text(sipHash(bytes.slice(0, 16), bytes.slice(16))), `bit ${bit}`).not.to.equal(before);
    }
  });
});

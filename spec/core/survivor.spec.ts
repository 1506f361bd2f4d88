import { expect } from 'chai';
import fc from 'fast-check';
import { survivor, type PeerId, type Rival } from 'rx-connmgr';

const ours = (since: number): Rival => ({ openedBy: 'us', since });
const theirs = (since: number): Rival => ({ openedBy: 'peer', since });

const pairs: readonly (readonly [lower: PeerId, higher: PeerId])[] = [
  [1, 2],
  [1n, 2n ** 200n],
  ['a', 'b'],
  ['a', 'aa'],
  ['Z', 'a'],
  [new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  [new Uint8Array([1, 2]), new Uint8Array([1, 2, 0])],
  [new Uint8Array([1, 255]), new Uint8Array([2])],
];

describe('survivor', () => {
  it('is the connection that the side with the higher name opened', () => {
    const [a, b] = [ours(10), theirs(5)];
    for (const [lower, higher] of pairs) {
      expect(survivor([a, b], { ours: higher, theirs: lower })).to.equal(a);
      expect(survivor([b, a], { ours: higher, theirs: lower })).to.equal(a);
      expect(survivor([a, b], { ours: lower, theirs: higher })).to.equal(b);
      expect(survivor([b, a], { ours: lower, theirs: higher })).to.equal(b);
    }
  });

  it('is the older, where names do not decide', () => {
    const [a, b] = [ours(10), theirs(5)];
    const undecided: readonly (readonly [PeerId | undefined, PeerId | undefined])[] = [
      [undefined, undefined],
      ['a', undefined],
      [undefined, 'b'],
      ['a', 'a'],
      ['1', 2],
      [1, 2n],
      [NaN, 1],
      [new Uint8Array([1]), new Uint8Array([1])],
      [new Uint8Array([1]), 'b'],
    ];
    for (const [mine, yours] of undecided) {
      expect(survivor([a, b], { ours: mine, theirs: yours })).to.equal(b);
      expect(survivor([b, a], { ours: mine, theirs: yours })).to.equal(b);
    }
  });

  it('is the older, where one side opened both', () => {
    const [a, b] = [ours(5), ours(10)];
    expect(survivor([b, a], { ours: 1, theirs: 2 })).to.equal(a);
    expect(survivor([b, a], { ours: 2, theirs: 1 })).to.equal(a);
    const [c, d] = [theirs(5), theirs(10)];
    expect(survivor([d, c], { ours: 1, theirs: 2 })).to.equal(c);
  });

  it('is the first, where nothing tells them apart', () => {
    const [a, b] = [ours(5), ours(5)];
    expect(survivor([a, b], { ours: 1, theirs: 2 })).to.equal(a);
    expect(survivor([b, a], { ours: 1, theirs: 2 })).to.equal(b);
  });

  it('is the same at both ends, whatever each knows of the times', () => {
    const id = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 4 }), fc.bigInt(), fc.integer());
    const ids = fc.tuple(id, id).filter(([a, b]) => typeof a === typeof b && String(a) !== String(b));
    fc.assert(
      fc.property(
        ids,
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        ([here, there], [s = 0, t = 0, u = 0, v = 0]) => {
          // two connections, each opened by one of the sides; both sides see both
          const atHere = { mine: { ...ours(s), name: 'x' }, yours: { ...theirs(t), name: 'y' } };
          const atThere = { mine: { ...ours(u), name: 'y' }, yours: { ...theirs(v), name: 'x' } };
          const one = survivor([atHere.mine, atHere.yours], { ours: here, theirs: there });
          const other = survivor([atThere.mine, atThere.yours], { ours: there, theirs: here });
          expect(one.name).to.equal(other.name);
        },
      ),
    );
  });
});

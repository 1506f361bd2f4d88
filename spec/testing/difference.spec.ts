import { expect } from 'chai';
import { difference, type Entry } from '../../lib/testing/difference.js';

const told = (frame: number, value: unknown): Entry => ({
  frame,
  notification: { kind: 'N', value, error: undefined },
});
const linesOf = (expected: readonly Entry[], got: readonly Entry[]) => difference(expected, got).split('\n');
const counted = (count: number, value: (i: number) => unknown = (i) => i) =>
  Array.from({ length: count }, (_, i) => told(i, value(i)));

describe('difference', () => {
  it('begins three rows before the first difference', () => {
    const lines = linesOf(
      counted(9),
      counted(9, (i) => (i === 7 ? 'seven' : i)),
    );
    expect(lines).to.deep.equal([
      '  (4 before)',
      '  frame  expected  got',
      '      4  4         4',
      '      5  5         5',
      '      6  6         6',
      '≠     7  7         "seven"',
      '      8  8         8',
    ]);
  });

  it('says how many rows come after the first twenty', () => {
    const lines = linesOf([], counted(1_000));
    expect(lines).to.have.length(22);
    expect(lines.slice(-2)).to.deep.equal(['≠    19            19', '  (980 after)']);
  });

  it('pairs what is in one frame by its order', () => {
    const lines = linesOf([told(1, 'a'), told(1, 'b')], [told(1, 'a'), told(1, 'x'), told(1, 'b')]);
    expect(lines.slice(1)).to.deep.equal([
      '      1  "a"       "a"',
      '≠     1  "b"       "x"',
      '≠     1            "b"',
    ]);
  });

  it('begins a long value shortly before it differs, and cuts the rest', () => {
    const long = (last: string) => `${'abcdefghij'.repeat(10)}${last}${'z'.repeat(100)}`;
    const [, line] = linesOf([told(1, long('A'))], [told(1, long('B'))]);
    const shown = (last: string) => `…jabcdefghijabcdefghij${last}${'z'.repeat(37)}…`.replace('…j', '…');
    expect(line).to.equal(`≠     1  ${shown('A')}  ${shown('B')}`);
  });

  it('cuts a long value that does not differ', () => {
    const lines = linesOf([told(1, 'a'.repeat(99)), told(2, 'b')], [told(1, 'a'.repeat(99))]);
    expect(lines[1]).to.equal(`      1  "${'a'.repeat(58)}…  "${'a'.repeat(58)}…`);
  });

  it('marks what only looks the same', () => {
    expect(linesOf([told(1, () => 1)], [told(1, () => 1)])[1]?.startsWith('≠')).to.equal(true);
    expect(linesOf([told(1, {})], [told(1, new Map())])[1]).to.equal('≠     1  {}        Map []');
  });

  it('says when only the order differs', () => {
    const [first, second] = [
      { subscribedFrame: 0, unsubscribedFrame: Infinity },
      { subscribedFrame: 3, unsubscribedFrame: 4 },
    ];
    expect(linesOf([second, first], [first, second])).to.deep.equal([
      '  frame  expected    got',
      '      0  ^ for ever  ^ for ever',
      '      3  ^ until 4   ^ until 4',
      '  (the same in another order)',
    ]);
  });
});

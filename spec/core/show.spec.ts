import { expect } from 'chai';
import fc from 'fast-check';
import { show } from '../../lib/core/show.js';

class Replica {
  readonly name = 'a';
  readonly rtt = 3;
}

describe('show', () => {
  for (const [value, shown] of [
    [-1, '`-1`'],
    [-0, '`-0`'],
    [NaN, '`NaN`'],
    [12n, '`12n`'],
    ['8', '`"8"`'],
    ['', '`""`'],
    [undefined, '`undefined`'],
    [null, '`null`'],
    [true, '`true`'],
    [Symbol('s'), '`Symbol(s)`'],
    [parseInt, '`function parseInt`'],
    [(() => () => {})(), '`function`'],
    [[1, 2, 3], '`Array(3)`'],
    [{}, '`{}`'],
    [{ secret: 'abc', port: 80 }, '`{ secret, port }`'],
    [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, '`{ a, b, c, d, e, f, … }`'],
    [Object.create(null), '`{}`'],
    [new Replica(), '`Replica { name, rtt }`'],
    [new Map(), '`Map {}`'],
    [new Uint8Array(1_000_000), '`Uint8Array of 1000000 bytes`'],
    [new RangeError('too far'), '`RangeError: too far`'],
  ] as const) {
    it(`renders ${shown}`, () => {
      expect(show(value)).to.equal(shown);
    });
  }

  it('cuts what is long', () => {
    expect(show('x'.repeat(60))).to.equal(`\`"${'x'.repeat(60)}"\``);
    expect(show('x'.repeat(61))).to.equal(`\`"${'x'.repeat(60)}…"\``);
    expect(show({ ['k'.repeat(100)]: 1 })).to.equal(`\`{ ${'k'.repeat(58)}…\``);
  });

  it('lets nothing through that a terminal would obey or a line would break at', () => {
    expect(show('a\n\u001b[2J\u009b\u202e\u2028`')).to.equal('`"a\\u{a}\\u{1b}[2J\\u{9b}\\u{202e}\\u{2028}\\u{60}"`');
  });

  it('reads no getter of an object', () => {
    let read = 0;
    show({
      get host() {
        return (read += 1);
      },
    });
    expect(read).to.equal(0);
  });

  it('never throws', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const error = Object.defineProperty(new Error(), 'message', {
      get() {
        throw new Error('no');
      },
    });
    expect(show(proxy)).to.equal('`object`');
    expect(show(error)).to.equal('`object`');
    expect(show({ constructor: { name: 5 } })).to.equal('`{ constructor }`');
  });

  it('cuts no character in half', () => {
    expect(show('\u{1F600}'.repeat(100))).to.equal(`\`"${'\u{1F600}'.repeat(60)}…"\``);
    expect(show('\0'.repeat(7) + '\u{1F600}'.repeat(50))).to.match(/^`"(?:\\u\{0\}){7}\u{1F600}+…"`$/u);
  });

  it('is a short line between backticks, whatever the value', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withTypedArray: true }), (value) => {
        expect(show(value)).to.match(/^`[^`\p{C}]{1,80}`$/u);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
        expect(show(value)).to.match(/^`"[^`\p{C}]{0,61}"`$/u);
      }),
    );
  });
});

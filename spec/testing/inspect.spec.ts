import { expect } from 'chai';
import { inspect } from '../../lib/testing/inspect.js';

class Peer {
  readonly port = 8333;
}

const circle: { name: string; self?: unknown } = { name: 'a' };
circle.self = circle;

const texts: readonly (readonly [unknown, string])[] = [
  ['a "b"', '"a \\"b\\""'],
  [-0, '-0'],
  [NaN, 'NaN'],
  [10n, '10n'],
  [null, 'null'],
  [undefined, 'undefined'],
  [Symbol('a'), 'Symbol(a)'],
  [function dial() {}, '[function dial]'],
  [(() => () => {})(), '[function without a name]'],
  [[], '[]'],
  [[1, 'b', [undefined]], '[1, "b", [undefined]]'],
  [{}, '{}'],
  [{ type: 'dialing', address: { host: 'a', port: 1 } }, '{ type: "dialing", address: { host: "a", port: 1 } }'],
  [Object.assign(Object.create(null) as object, { a: 1 }), '{ a: 1 }'],
  [new Peer(), 'Peer { port: 8333 }'],
  [new Map([['a', 1]]), 'Map [["a", 1]]'],
  [new Set([1]), 'Set [1]'],
  [/a/g, '/a/g'],
  [new Date(0), 'Date "1970-01-01T00:00:00.000Z"'],
  [new URL('http://a/'), 'URL "http://a/"'],
  [new TypeError('no'), 'TypeError: no'],
  [Object.assign(new Error('no'), { code: 'E' }), 'Error: no { code: "E" }'],
  [
    circle,
    '{ name: "a", self: { name: "a", self: { name: "a", self: { name: "a", self: { name: "a", self: … } } } } }',
  ],
];

describe('inspect', () => {
  for (const [value, text] of texts) {
    it(`shows ${text}`, () => {
      expect(inspect(value)).to.equal(text);
    });
  }

  it('never throws', () => {
    const hostile = {
      get a(): never {
        throw new Error('do not look');
      },
    };
    expect(inspect(hostile)).to.equal('`{ a }`');
  });
});

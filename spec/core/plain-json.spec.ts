import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError } from '../../lib/core/errors.js';
import { plainJson } from '../../lib/core/plain-json.js';

describe('plainJson', () => {
  it('keeps plain data as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (data) => {
        // JSON has no negative zero
        const expected: unknown = JSON.parse(JSON.stringify(data));
        expect(JSON.parse(plainJson(data))).to.deep.equal(expected);
      }),
    );
    const data = { a: [1, 'two', true, null, { b: [] }], ['__proto__']: 1, '\ud800': '\udfff', 10: 1, 9: 2 };
    expect(JSON.parse(plainJson(data))).to.deep.equal(data);
  });

  it('takes objects without a prototype, those of elsewhere, and the same one twice', () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    expect(plainJson([bare, bare])).to.equal('[{"a":1},{"a":1}]');
  });

  it('leaves out a property that is undefined', () => {
    expect(plainJson({ a: undefined, b: 1 })).to.equal('{"b":1}');
  });

  class Peer {
    readonly port = 1;
  }
  const cycle: { self?: unknown } = {};
  cycle.self = [cycle];
  const deep = (levels: number) => {
    let data: unknown = 1;
    for (let i = 0; i < levels; i += 1) data = [data];
    return data;
  };

  for (const [name, data, message] of [
    ['nothing', undefined, /got `undefined` at `"data"`/],
    ['a bigint', { peers: [{}, { services: 9n }] }, /got `9n` at `"data\.peers\[1\]\.services"`/],
    ['a map', { tried: new Map([[1, 2]]) }, /got `Map \{\}` at `"data\.tried"`/],
    ['a set', new Set(), /got `Set \{\}`/],
    ['a date', [new Date(0)], /got `Date \{\}` at `"data\[0\]"`/],
    ['bytes', new Uint8Array(3), /got `Uint8Array of 3 bytes`/],
    ['an instance of a class', [new Peer()], /got `Peer \{ port \}`/],
    ['a function', { toJSON: () => 1 }, /got `function toJSON`/],
    ['a symbol', [Symbol('a')], /got `Symbol\(a\)`/],
    ['no number', [NaN], /got `NaN`/],
    ['infinity', [-Infinity], /got `-Infinity`/],
    ['undefined in an array', [1, undefined], /got `undefined` at `"data\[1\]"`/],
    ['a hole', new Array<number>(1), /got `undefined` at `"data\[0\]"`/],
    ['a cycle', cycle, /got a cycle at `"data\.self\[0\]"`/],
    ['more levels than anybody needs', deep(100_000), /got more than 500 levels/],
  ] as const) {
    it(`refuses ${name}`, () => {
      expect(() => plainJson(data)).to.throw(ArgumentError, message);
    });
  }

  it('takes as many levels as it says', () => {
    expect(plainJson(deep(500))).to.have.lengthOf(1_001);
    expect(() => plainJson(deep(501))).to.throw(ArgumentError, /500 levels/);
  });
});

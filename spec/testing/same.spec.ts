import { expect } from 'chai';
import { same } from '../../lib/testing/same.js';

class Peer {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const circle = (name: string) => {
  const made: { name: string; self?: unknown; others: unknown[] } = { name, others: [] };
  made.self = made;
  made.others.push(made);
  return made;
};
const error = (message: string, more: object = {}, cause?: unknown) =>
  Object.assign(cause === undefined ? new Error(message) : new Error(message, { cause }), more);
const hole: unknown[] = [];
hole.length = 1;
const tag = Symbol('tag');
const noop = () => {};

const alike: readonly (readonly [string, unknown, unknown])[] = [
  ['numbers', 1, 1],
  ['not a number', NaN, NaN],
  ['texts', 'a', 'a'],
  ['nothing', undefined, undefined],
  ['objects in another order', { a: 1, b: { c: [2] } }, { b: { c: [2] }, a: 1 }],
  ['arrays', [1, [2, [3]]], [1, [2, [3]]]],
  ['objects without a class', Object.create(null), Object.create(null)],
  ['one class', new Peer('a'), new Peer('a')],
  ['errors with other stacks', error('a', { code: 'E' }), error('a', { code: 'E' })],
  ['errors with causes', error('a', {}, error('b')), error('a', {}, error('b'))],
  ['several errors', new AggregateError([error('a')], 'all'), new AggregateError([error('a')], 'all')],
  ['dates', new Date(5), new Date(5)],
  ['addresses', new URL('http://a/'), new URL('http://a/')],
  ['patterns', /a/g, /a/g],
  ['bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
  ['buffers', Uint8Array.of(1, 2).buffer, Uint8Array.of(1, 2).buffer],
  ['sets in another order', new Set([1, { a: 2 }]), new Set([{ a: 2 }, 1])],
  // prettier-ignore
  ['maps in another order', new Map([[{ a: 1 }, 'x'], [{ a: 2 }, 'y']]), new Map([[{ a: 2 }, 'y'], [{ a: 1 }, 'x']])],
  ['circles', circle('a'), circle('a')],
  ['one function', { noop }, { noop }],
  ['symbols as names', { [tag]: 1 }, { [tag]: 1 }],
];

const unlike: readonly (readonly [string, unknown, unknown])[] = [
  ['zeros of another sign', 0, -0],
  ['a number and a text', 1, '1'],
  ['null and an object', null, {}],
  ['null and undefined', null, undefined],
  ['a missing property and an undefined one', {}, { a: undefined }],
  ['two undefined properties of other names', { a: undefined }, { b: undefined }],
  ['a property too many', { a: 1 }, { a: 1, b: 2 }],
  ['a deep property', { a: { b: [1] } }, { a: { b: [2] } }],
  ['an array and an object', [], {}],
  ['arrays of other lengths', [1], [1, 2]],
  ['a hole and an undefined one', hole, [undefined]],
  ['a class and a plain object', new Peer('a'), { name: 'a' }],
  ['errors of other messages', error('a'), error('b')],
  ['errors of other names', error('a'), error('a', { name: 'B' })],
  ['errors of other classes', new TypeError('a'), new RangeError('a')],
  ['errors of other codes', error('a', { code: 'E' }), error('a', { code: 'F' })],
  ['errors of other causes', error('a', {}, error('b')), error('a', {}, error('c'))],
  ['an error with a cause and one without', error('a', {}, 1), error('a')],
  ['several errors', new AggregateError([error('a')], 'all'), new AggregateError([error('b')], 'all')],
  ['an error and what it says', error('a'), { message: 'a' }],
  ['dates', new Date(5), new Date(6)],
  ['addresses', new URL('http://a/'), new URL('http://b/')],
  ['patterns', /a/g, /a/],
  ['bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
  ['buffers', Uint8Array.of(1).buffer, Uint8Array.of(2).buffer],
  ['sets', new Set([1, 2]), new Set([1, 3])],
  ['sets of other sizes', new Set([1]), new Set([1, 2])],
  ['a set that has two for one', new Set([{ a: 1 }, { a: 1 }]), new Set([{ a: 1 }, { a: 2 }])],
  ['maps of other values', new Map([['a', 1]]), new Map([['a', 2]])],
  ['maps of other keys', new Map([['a', 1]]), new Map([['b', 1]])],
  ['circles', circle('a'), circle('b')],
  ['two functions', () => {}, () => {}],
  ['symbols as names', { [tag]: 1 }, { [tag]: 2 }],
];

describe('same', () => {
  for (const [what, a, b] of alike) {
    it(`holds of ${what}`, () => {
      expect([same(a, b), same(b, a)]).to.deep.equal([true, true]);
    });
  }
  for (const [what, a, b] of unlike) {
    it(`does not hold of ${what}`, () => {
      expect([same(a, b), same(b, a)]).to.deep.equal([false, false]);
    });
  }
});

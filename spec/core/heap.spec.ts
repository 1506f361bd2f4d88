import { expect } from 'chai';
import fc from 'fast-check';
import { Heap } from '../../lib/core/heap.js';

const drain = <T>(heap: Heap<T>): T[] => {
  const all: T[] = [];
  while (heap.size > 0) all.push(heap.shift() as T);
  return all;
};

const up = (a: number, b: number) => a < b;
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('Heap', () => {
  it('gives in order what was pushed, made with, or kept', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (first, pushed) => {
        const heap = new Heap(up, first);
        for (const number of pushed) heap.push(number);
        expect(heap.first).to.equal(sorted([...first, ...pushed])[0]);
        const even = heap.filter((number) => number % 2 === 0);
        expect(drain(even)).to.deep.equal(sorted([...first, ...pushed].filter((number) => number % 2 === 0)));
        expect(drain(heap)).to.deep.equal(sorted([...first, ...pushed]));
      }),
    );
  });

  it('gives nothing when empty', () => {
    const heap = new Heap(up);
    expect([heap.shift(), heap.first, heap.size]).to.deep.equal([undefined, undefined, 0]);
  });
});

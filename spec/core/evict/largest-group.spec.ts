import { expect } from 'chai';
import { largestGroup } from '../../../lib/core/evict/largest-group.js';

describe('largestGroup', () => {
  const of = (text: string) => text.split(' ').map((one) => ({ group: one.slice(0, 1), since: Number(one.slice(1)) }));

  it('is that with the most members', () => {
    expect(largestGroup(of('a1 b9 a2 c8 a3 b7'))).to.deep.equal(of('a1 a2 a3'));
  });

  it('is that with the youngest member, of groups as large', () => {
    expect(largestGroup(of('a1 b9 a2 b1 c5'))).to.deep.equal(of('b9 b1'));
    expect(largestGroup(of('b9 b1 a1 a2'))).to.deep.equal(of('b9 b1'));
  });

  it('is the first, of groups as young', () => {
    expect(largestGroup(of('b1 a1'))).to.deep.equal(of('b1'));
  });

  it('is empty where nobody is', () => {
    expect(largestGroup([])).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { without } from '../../../lib/core/evict/without.js';

describe('without', () => {
  const merit = (text: string) => text.length;

  it('leaves out those with most merit, and keeps the order of the rest', () => {
    expect(without(['bb', 'a', 'cccc', 'ddd', 'e'], 2, merit)).to.deep.equal(['bb', 'a', 'e']);
  });

  it('leaves out the first of those with as much', () => {
    expect(without(['a', 'b', 'c'], 2, merit)).to.deep.equal(['c']);
  });

  it('leaves out nobody, or everybody, if so many are asked for', () => {
    expect(without(['a', 'b'], 0, merit)).to.deep.equal(['a', 'b']);
    expect(without(['a', 'b'], 9, merit)).to.deep.equal([]);
    expect(without([], 3, merit)).to.deep.equal([]);
  });

  it('ranks what is without end', () => {
    const merits = [-Infinity, 0, Infinity, -Infinity, 5];
    expect(without(merits, 2, (one) => one)).to.deep.equal([-Infinity, 0, -Infinity]);
  });

  it('leaves the list as it is', () => {
    const all = ['a', 'bb'];
    without(all, 1, merit);
    expect(all).to.deep.equal(['a', 'bb']);
  });
});

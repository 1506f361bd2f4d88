import { expect } from 'chai';
import { isOnion } from '../../lib/core/is-onion.js';

describe('isOnion', () => {
  it('holds for onion names, in whatever letters, whatever stands before, with a last dot or without', () => {
    for (const host of ['a.onion', 'A.Onion', 'a.onion.', 'www.a.onion', '.onion'])
      expect(isOnion(host), host).to.be.true;
  });

  it('does not hold for what only looks like one', () => {
    for (const host of ['', 'onion.test', 'a.onions', 'aonion', 'a.onion.test'])
      expect(isOnion(host), host).to.be.false;
  });
});

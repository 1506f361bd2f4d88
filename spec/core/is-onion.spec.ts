import { expect } from 'chai';
import { isOnion } from '../../lib/core/is-onion.js';

describe('isOnion', () => {
  it('holds for onion names, in whatever letters and with a last dot', () => {
    for (const host of ['a.onion', 'A.ONION', 'www.a.Onion.', '.onion']) expect(isOnion(host), host).to.be.true;
  });

  it('does not hold for others', () => {
    for (const host of ['onion', 'a.onion.example', 'aonion', 'a.onions', 'a.onion..', '', '192.0.2.1']) {
      expect(isOnion(host), host).to.be.false;
    }
  });
});

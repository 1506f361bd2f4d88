import { expect } from 'chai';
import { ArgumentError } from 'rx-connmgr';
import { expectOffence } from '../../lib/core/offence.js';

describe('expectOffence', () => {
  it('returns what is one', () => {
    const offence = { address: { host: '192.0.2.1', port: 1 }, reason: undefined, persistent: undefined };
    expect(expectOffence(offence)).to.equal(offence);
  });

  it('refuses what has no host, or a reason that is no text', () => {
    for (const nonsense of [
      undefined,
      null,
      7,
      'a',
      [],
      {},
      { address: null },
      { address: 'a' },
      { address: { host: 1 } },
    ]) {
      expect(() => expectOffence(nonsense)).to.throw(ArgumentError, /Expected an offence with an `address`.*, got `/);
    }
    const address = { host: '192.0.2.1', port: 1 };
    expect(() => expectOffence({ address, reason: 7 })).to.throw(
      ArgumentError,
      'Expected `reason` to be a text, got `7`',
    );
  });
});

import { expect } from 'chai';
import { ConnectionError, DynamicBanScore } from 'rx-connmgr';
import { WireError, isWireError, type WireErrorCode } from '../../../examples/bitcoin-node/wire/wire-error.js';

const codes: readonly WireErrorCode[] = ['magic', 'size', 'checksum', 'command', 'malformed'];

describe('WireError', () => {
  it('has a name, a code, a message and a score', () => {
    const error = new WireError('size', 'too much');
    expect(error).to.be.instanceOf(Error);
    expect([error.name, error.code, error.message, error.score]).to.deep.equal(['WireError', 'size', 'too much', 50]);
  });

  it('is known across copies of the program, by its code if one is given', () => {
    const copy = Object.assign(new Error('x'), { name: 'WireError', code: 'size', score: 50 });
    for (const error of [new WireError('size', 'x'), copy]) {
      expect([isWireError(error), isWireError(error, 'size'), isWireError(error, 'magic')]).to.deep.equal([
        true,
        true,
        false,
      ]);
    }
    const nameless = Object.assign(new Error('x'), { name: 'WireError' });
    for (const other of [new Error('x'), new ConnectionError('failed', 'x'), nameless, undefined, null, 'size', {}]) {
      expect(isWireError(other)).to.be.false;
    }
  });

  it('has a score that counts, and is no ban by itself: that takes more than 100', () => {
    for (const code of codes) {
      const score = new DynamicBanScore();
      expect(score.increase(new WireError(code, '').score, 0, 0), code).to.be.within(1, 100);
    }
  });
});

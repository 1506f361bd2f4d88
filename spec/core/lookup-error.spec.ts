import { expect } from 'chai';
import { ConnectionError, LookupError, isLookupError } from 'rx-connmgr';

describe('LookupError', () => {
  it('has a code, the name, a message, and what the resolver said', () => {
    const error = new LookupError('ENOTFOUND', 'peer.test', 'no such name', { cause: 'x' });
    expect(error).to.be.instanceOf(Error);
    expect([error.name, error.code, error.host, error.message, error.cause]).to.deep.equal([
      'LookupError',
      'ENOTFOUND',
      'peer.test',
      'no such name',
      'x',
    ]);
    expect(error).not.to.have.property('errors');
    expect(new LookupError('ENODATA', 'peer.test', 'none')).not.to.have.property('cause');
    expect(new LookupError('ENODATA', 'peer.test', 'none', { errors: [error] }).errors).to.deep.equal([error]);
  });

  it('is known across copies of the package, by its code if one is given', () => {
    const copy = Object.assign(new Error('none'), { name: 'LookupError', code: 'ENODATA' });
    for (const error of [new LookupError('ENODATA', 'peer.test', 'none'), copy]) {
      expect(isLookupError(error)).to.equal(true);
      expect(isLookupError(error, 'ENODATA')).to.equal(true);
      expect(isLookupError(error, 'ENOTFOUND')).to.equal(false);
    }
    for (const other of [
      new ConnectionError('failed', 'no'),
      new Error('x'),
      null,
      { name: 'LookupError', code: 'E' },
    ]) {
      expect(isLookupError(other)).to.equal(false);
    }
  });
});

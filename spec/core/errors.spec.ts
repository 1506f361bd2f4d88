import { expect } from 'chai';
import { ArgumentError, ConnectionError, isConnectionError } from 'rx-connmgr';

describe('ConnectionError', () => {
  it('has a code, a message, and a cause if there is one', () => {
    const error = new ConnectionError('failed', 'refused', { cause: 'x' });
    expect(error).to.be.instanceOf(Error);
    expect([error.name, error.code, error.message, error.cause]).to.deep.equal([
      'ConnectionError',
      'failed',
      'refused',
      'x',
    ]);
    expect(new ConnectionError('failed', 'refused')).not.to.have.property('cause');
    expect(new ConnectionError('failed', 'refused')).not.to.have.property('id');
    expect(new ConnectionError('duplicate', 'there', { id: 7 }).id).to.equal(7);
  });

  it('is known across copies of the package, by its code if one is given', () => {
    const error = new ConnectionError('timeout', 'late');
    const copy = Object.assign(new Error('late'), { name: 'ConnectionError', code: 'timeout' });
    for (const one of [error, copy]) {
      expect(isConnectionError(one)).to.equal(true);
      expect(isConnectionError(one, 'timeout')).to.equal(true);
      expect(isConnectionError(one, 'failed')).to.equal(false);
    }
    for (const other of [
      new Error('x'),
      new ArgumentError('x'),
      undefined,
      null,
      'timeout',
      { name: 'ConnectionError' },
    ]) {
      expect(isConnectionError(other)).to.equal(false);
    }
  });
});

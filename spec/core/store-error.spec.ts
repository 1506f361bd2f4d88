import { expect } from 'chai';
import { StoreError, isStoreError } from '../../lib/core/store-error.js';

describe('StoreError', () => {
  it('has what it is given, and nothing else', () => {
    const cause = new Error('EIO');
    const full = new StoreError('damaged', 'No use', { path: '/a', movedTo: '/a.damaged', pid: 7, cause });
    expect(full).to.be.instanceOf(Error);
    expect(full).to.include({
      name: 'StoreError',
      code: 'damaged',
      message: 'No use',
      path: '/a',
      movedTo: '/a.damaged',
    });
    expect(full).to.include({ pid: 7, cause });
    expect(Object.keys(new StoreError('io', 'No use', { path: undefined, cause: undefined })).sort()).to.deep.equal([
      'code',
      'name',
    ]);
    expect(new StoreError('io', 'No use')).not.to.have.property('cause');
  });
});

describe('isStoreError', () => {
  it('knows one of another copy of the package, by its code if asked', () => {
    const other = Object.assign(new Error('No use'), { name: 'StoreError', code: 'locked' });
    expect([isStoreError(other), isStoreError(other, 'locked'), isStoreError(other, 'io')]).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(isStoreError(new StoreError('io', 'No use'), 'io')).to.equal(true);
  });

  it('knows what is none', () => {
    const none = [undefined, null, 'StoreError', { name: 'StoreError', code: 'io' }, new Error('x')];
    const nameless = Object.assign(new Error('x'), { name: 'StoreError' });
    expect([...none, nameless].map((error) => isStoreError(error))).to.deep.equal([...none, nameless].map(() => false));
  });
});

import { expect } from 'chai';
import { ListenError, isListenError } from 'rx-connmgr/node';

const address = { host: '::1', port: 80 };
const caused = (code: string) => Object.assign(new Error(`listen ${code} somewhere`), { code });

describe('ListenError', () => {
  it('says where and why, in words for what is usual', () => {
    const error = new ListenError(address, caused('EADDRINUSE'));
    expect(error.message).to.equal('Cannot listen on [::1]:80: the address is in use');
    expect(error.code).to.equal('EADDRINUSE');
    expect(error.address).to.deep.equal(address);
    expect(error.cause).to.have.property('message', 'listen EADDRINUSE somewhere');
    expect(new ListenError(address, caused('EACCES')).message).to.contain('there is no permission');
  });

  it('says what the system says, of what is not', () => {
    expect(new ListenError(address, caused('EODD')).message).to.equal(
      'Cannot listen on [::1]:80: listen EODD somewhere',
    );
    for (const cause of [undefined, null, 'odd', 5]) {
      const error = new ListenError(address, cause);
      expect([error.code, error.message]).to.deep.equal(['unknown', `Cannot listen on [::1]:80: ${String(cause)}`]);
    }
  });

  it('is known by name and code, also of another copy of the package', () => {
    const error = new ListenError(address, caused('EACCES'));
    const copy = Object.assign(new Error(), { name: 'ListenError', code: 'EACCES' });
    for (const one of [error, copy]) {
      expect([isListenError(one), isListenError(one, 'EACCES'), isListenError(one, 'EADDRINUSE')]).to.deep.equal([
        ...[true, true, false],
      ]);
    }
    expect(
      [caused('EACCES'), undefined, 'ListenError', Object.assign(new Error(), { name: 'ListenError' })].some((one) =>
        isListenError(one),
      ),
    ).to.be.false;
  });
});

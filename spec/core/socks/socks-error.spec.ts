import { expect } from 'chai';
import { ConnectionError, SocksError, isSocksError } from 'rx-connmgr';
import { isLocalFault } from '../../../lib/core/local-fault.js';
import { statusError } from '../../../lib/core/socks/status-error.js';

describe('SocksError', () => {
  it('has a code, a message, and a cause and a status if there are any', () => {
    const error = new SocksError('proxy', 'not there', { cause: 'x' });
    expect([error.name, error.code, error.message, error.cause]).to.deep.equal([
      'SocksError',
      'proxy',
      'not there',
      'x',
    ]);
    expect(error).to.be.instanceOf(Error).and.not.to.have.property('status');
    expect(new SocksError('refused', 'no', { status: 5 }))
      .to.include({ status: 5 })
      .and.not.to.have.property('cause');
  });

  it('is known across copies of the package, by its code if one is given', () => {
    const error = new SocksError('refused', 'no');
    const copy = Object.assign(new Error('no'), { name: 'SocksError', code: 'refused' });
    for (const one of [error, copy]) {
      expect([isSocksError(one), isSocksError(one, 'refused'), isSocksError(one, 'proxy')]).to.deep.equal([
        true,
        true,
        false,
      ]);
    }
    const nameless = Object.assign(new Error('no'), { name: 'SocksError' });
    for (const other of [
      new Error('x'),
      new ConnectionError('failed', 'x'),
      nameless,
      undefined,
      null,
      'refused',
      {},
    ]) {
      expect(isSocksError(other)).to.be.false;
    }
  });

  it('is charged to no address where the proxy is at fault', () => {
    for (const code of ['proxy', 'protocol', 'method', 'auth'] as const) {
      expect(isLocalFault(new SocksError(code, '')), code).to.be.true;
      expect(isLocalFault(new ConnectionError('failed', '', { cause: new SocksError(code, '') })), code).to.be.true;
    }
    for (const status of [0x03, 0x07, 0x08]) expect(isLocalFault(statusError(status)), String(status)).to.be.true;
    const copy = Object.assign(new Error('no'), { name: 'SocksError', code: 'proxy' });
    expect(isLocalFault(copy)).to.be.true;
  });

  it('is the peer’s where the proxy did its work', () => {
    for (const code of ['closed', 'host', 'onion', 'unknown'] as const) {
      expect(isLocalFault(new SocksError(code, '')), code).to.be.false;
    }
    for (const status of [0x01, 0x02, 0x04, 0x05, 0x06, 0x09, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xff]) {
      expect(isLocalFault(statusError(status)), String(status)).to.be.false;
    }
    expect(isLocalFault(Object.assign(new Error('no'), { code: 'proxy' }))).to.be.false;
  });
});

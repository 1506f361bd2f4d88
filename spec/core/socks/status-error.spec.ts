import { expect } from 'chai';
import { isSocksError } from 'rx-connmgr';
import { statusError } from '../../../lib/core/socks/status-error.js';

describe('statusError', () => {
  const codes = {
    0x01: 'failed',
    0x02: 'not-allowed',
    0x03: 'network-unreachable',
    0x04: 'host-unreachable',
    0x05: 'refused',
    0x06: 'expired',
    0x07: 'command-unsupported',
    0x08: 'address-unsupported',
    0xf0: 'onion-not-found',
    0xf1: 'onion-descriptor-invalid',
    0xf2: 'onion-introduction-failed',
    0xf3: 'onion-rendezvous-failed',
    0xf4: 'onion-auth-missing',
    0xf5: 'onion-auth-wrong',
    0xf6: 'onion-address-invalid',
    0xf7: 'onion-introduction-timeout',
  };

  it('knows what each status means', () => {
    const found = Object.keys(codes).map((status) => [status, statusError(Number(status)).code]);
    expect(Object.fromEntries(found)).to.deep.equal(codes);
  });

  it('tells number and meaning', () => {
    expect(statusError(5).message).to.equal('The proxy answered 0x05: the host refuses the connection');
    expect(statusError(0xf0).message).to.match(/^The proxy answered 0xF0: the descriptor/);
    const meanings = Array.from({ length: 255 }, (_, index) => statusError(index + 1).message);
    expect(new Set(meanings)).to.have.property('size', 255);
  });

  it('has an error for every other number, too', () => {
    for (let status = 1; status <= 255; status += 1) {
      const error = statusError(status);
      expect(isSocksError(error)).to.be.true;
      expect(error.status).to.equal(status);
      expect(error.code === 'unknown').to.equal(!(status in codes), String(status));
    }
    expect(statusError(0x09).message).to.equal('The proxy answered 0x09: nobody knows what that means');
  });
});

import { expect } from 'chai';
import { SocksError, socksRequest, type SocksCommand } from 'rx-connmgr';
import { statusError } from '../../../lib/core/socks/status-error.js';
import { bytes, hex, play } from '../../support/play.js';

const said = (command: SocksCommand, host: string, port?: number) =>
  play(socksRequest(command, host, port), []).said.map(hex);
const played = (command: SocksCommand, host: string, answer: string, hangsUp = false) =>
  play(socksRequest(command, host, 0x1234), [bytes(answer)], hangsUp);

describe('socksRequest', () => {
  it('asks for a connection', () => {
    expect(said('connect', '192.0.2.1', 8333)).to.deep.equal(['05010001c0000201208d']);
    expect(said('connect', '2001:db8::1', 1)).to.deep.equal(['0501000420010db80000000000000000000000010001']);
    expect(said('connect', 'example.com', 65_535)).to.deep.equal(['050100030b6578616d706c652e636f6dffff']);
  });

  it('asks for the address of a name, as Tor’s own client does', () => {
    expect(said('resolve', 'example.com')).to.deep.equal(['05f000030b6578616d706c652e636f6d0000']);
  });

  it('asks for the name of an address', () => {
    expect(said('resolve-ptr', '192.0.2.1')).to.deep.equal(['05f10001c00002010000']);
    expect(said('resolve-ptr', '::1')).to.deep.equal(['05f10004000000000000000000000000000000010000']);
  });

  it('takes an answer with every type of address', () => {
    const address = { host: '192.0.2.7', port: 0x5678 };
    expect(played('connect', 'a', '05000001 c0000207 5678').result).to.deep.equal(address);
    expect(played('resolve', 'a', '05000001 c0000207 5678').result).to.deep.equal(address);
    const ipv6 = { host: '2001:db8::7', port: 0 };
    expect(played('resolve', 'a', '05000004 20010db8000000000000000000000007 0000').result).to.deep.equal(ipv6);
    const named = { host: 'a.b', port: 0 };
    expect(played('connect', 'a', '05000003 03612e62 0000').result).to.deep.equal(named);
    expect(played('resolve-ptr', '::1', '05000003 03612e62 0000').result).to.deep.equal(named);
  });

  it('does not care about the reserved byte, nor for what address a connection has at the proxy', () => {
    expect(played('connect', 'a', '0500ff01 00000000 0000').result).to.deep.equal({ host: '0.0.0.0', port: 0 });
    expect(played('connect', 'a', '05000003 00 0000').result).to.deep.equal({ host: '', port: 0 });
    expect(played('connect', 'a', '05000003 02ff00 0001').result).to.deep.equal({ host: 'ÿ\0', port: 1 });
  });

  it('leaves alone what follows: it is the peer’s', () => {
    expect(hex(played('connect', 'a', '05000001 00000000 0000 abcdef').rest)).to.equal('abcdef');
  });

  it('has an error for each status, and waits for no more than that', () => {
    for (let status = 1; status <= 255; status += 1) {
      const answer = `05${status.toString(16).padStart(2, '0')}`;
      const { error } = played('connect', 'a', answer);
      expect(error).to.be.instanceOf(SocksError);
      expect(error).to.include({ status, code: statusError(status).code, message: statusError(status).message });
    }
  });

  it('takes Tor’s failures, which have an address of no type', () => {
    expect(played('resolve', 'a', '05040000 00000000 0000').error).to.include({ code: 'host-unreachable', status: 4 });
  });

  it('does not take another protocol, nor an address of an unknown type', () => {
    expect(played('connect', 'a', '0400').error).to.include({ code: 'protocol' });
    for (const type of ['00', '02', '05', 'ff']) {
      expect(played('connect', 'a', `050000${type}`).error, type).to.include({ code: 'protocol' });
    }
  });

  it('does not take an address for a name, nor a name for an address', () => {
    expect(played('resolve', 'a', '05000003 0161 0000').error).to.include({
      code: 'protocol',
      message: 'The proxy answered a name with a name: `"a"`',
    });
    expect(played('resolve-ptr', '::1', '05000001 c0000207 0000').error).to.include({ code: 'protocol' });
    for (const name of ['00', '0120', '020a61', '02c3bc', '0361001b']) {
      expect(played('resolve-ptr', '::1', `05000003 ${name} 0000`).error, name).to.include({ code: 'protocol' });
    }
  });

  it('says so when the proxy hangs up instead', () => {
    const answer = '05000003 03612e62 0000';
    for (let length = 0; length < bytes(answer).length; length += 1) {
      const cut = hex(bytes(answer).slice(0, length));
      expect(played('connect', 'a', cut), cut)
        .to.have.property('waiting')
        .that.is.greaterThan(0);
      expect(played('connect', 'a', cut, true).error, cut).to.include({ code: 'closed' });
    }
  });

  it('refuses at once what cannot be asked', () => {
    expect(() => socksRequest('connect', 'a'.repeat(256)))
      .to.throw(SocksError)
      .with.property('code', 'host');
    expect(() => socksRequest('resolve', 'a.onion'))
      .to.throw(SocksError)
      .with.property('code', 'onion');
    expect(() => socksRequest('resolve', 'A.Onion.'))
      .to.throw(SocksError)
      .with.property('code', 'onion');
    expect(() => socksRequest('resolve-ptr', 'example.com')).to.throw(
      SocksError,
      'Expected an IP address, got `"example.com"`',
    );
    expect(said('connect', 'a.onion')).to.have.lengthOf(1);
  });
});

import { connect } from 'node:net';
import { expect } from 'chai';
import { DialError } from '../../lib/core/dial-error.js';
import { ConnectionError } from '../../lib/core/errors.js';
import { isLocalFault } from '../../lib/core/local-fault.js';
import { LookupError } from '../../lib/core/lookup-error.js';

const coded = (code: unknown, more: object = {}): Error => Object.assign(new Error(String(code)), { code }, more);
const here = coded('EMFILE');
const theirs = coded('ECONNREFUSED');

describe('isLocalFault', () => {
  for (const code of [
    ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAI_MEMORY', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENETDOWN'],
    ...['ENETUNREACH', 'EAFNOSUPPORT', 'EACCES', 'EPERM', 'ERR_ACCESS_DENIED', 'EAI_AGAIN'],
  ]) {
    it(`holds for ${code}`, () => {
      expect(isLocalFault(coded(code))).to.equal(true);
    });
  }

  for (const code of [
    ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENOTFOUND'],
    ...['EINVAL', 'ERR_SOCKET_BAD_PORT', 'CERT_HAS_EXPIRED', 'emfile', '', 24, undefined, null],
  ]) {
    it(`does not hold for ${String(code)}`, () => {
      expect(isLocalFault(coded(code))).to.equal(false);
    });
  }

  it('does not hold for what is no error', () => {
    for (const value of [undefined, null, 'EMFILE', 5, Symbol('EMFILE'), () => {}, {}, [], [here]]) {
      expect(isLocalFault(value)).to.equal(false);
    }
  });

  it('looks through causes', () => {
    expect(isLocalFault(new ConnectionError('failed', 'no', { cause: new Error('dial', { cause: here }) }))).to.equal(
      true,
    );
    expect(isLocalFault(new ConnectionError('failed', 'no', { cause: theirs }))).to.equal(false);
    expect(isLocalFault({ cause: { code: 'ENFILE' } })).to.equal(true);
  });

  it('wants all of several errors to be local, whatever code they have together', () => {
    expect(isLocalFault(new AggregateError([here, coded('ENETUNREACH')]))).to.equal(true);
    expect(isLocalFault(new AggregateError([here, here]))).to.equal(true);
    expect(isLocalFault(new AggregateError([here, theirs]))).to.equal(false);
    expect(isLocalFault(new AggregateError([theirs, here]))).to.equal(false);
    // as Node throws it where IPv6 has no route and IPv4 refuses
    const both = coded('ENETUNREACH', { errors: [coded('ENETUNREACH'), theirs] });
    expect(isLocalFault(both)).to.equal(false);
    expect(isLocalFault(new Error('', { cause: new AggregateError([new Error('', { cause: here })]) }))).to.equal(true);
  });

  it('holds where no resolver answers, though a peer that refuses has the same code', () => {
    for (const code of ['ETIMEOUT', 'ECONNREFUSED', 'EREFUSED', 'EAI_AGAIN']) {
      const cause = coded(code);
      const asked = new LookupError(code, 'peer.test', 'no', { cause });
      expect(isLocalFault(asked), code).to.equal(true);
      expect(isLocalFault(new LookupError(code, 'peer.test', 'no', { errors: [asked, asked] })), code).to.equal(true);
    }
    expect(isLocalFault(new DialError([theirs, theirs]))).to.equal(false);
    expect(isLocalFault(new DialError([coded('ENETUNREACH'), theirs]))).to.equal(false);
    expect(isLocalFault(new DialError([coded('ENETUNREACH'), here]))).to.equal(true);
  });

  it('does not hold where a name has no addresses', () => {
    for (const code of ['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EBADNAME', 'EBADRESP', 'EAI_FAIL']) {
      expect(isLocalFault(new LookupError(code, 'peer.test', 'no', { cause: coded(code) })), code).to.equal(false);
    }
  });

  it('goes by the code where there are no several errors', () => {
    expect(isLocalFault(new AggregateError([]))).to.equal(false);
    expect(isLocalFault(coded('EMFILE', { errors: [] }))).to.equal(true);
    expect(isLocalFault(coded('EMFILE', { errors: 'many' }))).to.equal(true);
  });

  it('ends where errors lead back to themselves', () => {
    const several = new AggregateError([here]);
    several.errors.push(several);
    expect(isLocalFault(several)).to.equal(false);
    let read = 0;
    const loop = {
      get cause() {
        read += 1;
        return loop;
      },
    };
    expect(isLocalFault(loop)).to.equal(false);
    expect(read).to.equal(1);
  });

  it('looks at each error once', () => {
    let tangle: Error = here;
    for (let i = 0; i < 50; i += 1) tangle = new AggregateError([tangle, tangle]);
    expect(isLocalFault(tangle)).to.equal(true);
  });

  it('is the peer’s where an error cannot be read', () => {
    const throwing = {
      get code() {
        throw new Error('no');
      },
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(isLocalFault(throwing)).to.equal(false);
    expect(isLocalFault(proxy)).to.equal(false);
    expect(isLocalFault(new Error('', { cause: proxy }))).to.equal(false);
  });

  it('holds for a socket that cannot have its local address, not for one that is refused', async () => {
    const failure = (options: { readonly host: string; readonly port: number; readonly localAddress?: string }) =>
      new Promise((resolve) => connect(options).on('error', resolve));
    expect(isLocalFault(await failure({ host: '127.0.0.1', port: 1, localAddress: '192.0.2.1' }))).to.equal(true);
    expect(isLocalFault(await failure({ host: '127.0.0.1', port: 1 }))).to.equal(false);
  });
});

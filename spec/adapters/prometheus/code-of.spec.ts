import { expect } from 'chai';
import fc from 'fast-check';
import { ConnectionError, DialError, LookupError, SocksError, StoreError } from 'rx-connmgr';
import { codeOf } from '../../../lib/adapters/prometheus/code-of.js';

const system = (code: string, cause?: unknown) =>
  Object.assign(new Error(`what ${code} says of 192.0.2.1`), { code, cause });
const none = new Set<string>();

describe('codeOf', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['a refusal', system('ECONNREFUSED'), 'ECONNREFUSED'],
    ['a timeout of ours', new ConnectionError('timeout', 'The dial took too long'), 'timeout'],
    ['several addresses: as the first', new DialError([system('EHOSTUNREACH'), system('ECONNRESET')]), 'EHOSTUNREACH'],
    ['a name', new LookupError('ENOTFOUND', 'a.example', 'no such name'), 'ENOTFOUND'],
    ['a proxy, in words of its own', new SocksError('refused', 'no'), 'socks-refused'],
    ['a store', new StoreError('locked', 'another has it'), 'locked'],
    ['a certificate', system('CERT_HAS_EXPIRED'), 'tls'],
    ['the library of TLS', system('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls'],
    ['a cause', new Error('no', { cause: new Error('because', { cause: system('ECONNRESET') }) }), 'ECONNRESET'],
    [
      'the outermost that is known',
      new ConnectionError('handshake', 'no', { cause: system('ECONNRESET') }),
      'handshake',
    ],
    ['a word of ours in an error of another', system('handshake'), 'other'],
    ['a word of the peer', system('192.0.2.1:8333 says no'), 'other'],
    ['an error without a code', new Error('no'), 'other'],
    ['what is no error', 'no', 'other'],
    ['nothing', undefined, 'other'],
  ];
  for (const [what, error, code] of cases) it(what, () => expect(codeOf(error, none)).to.equal(code));

  it('prefers the codes of the user, wherever they are', () => {
    const error = new ConnectionError('handshake', 'no', { cause: system('checksum') });
    expect(codeOf(error, new Set(['checksum']))).to.equal('checksum');
    expect(codeOf(system('magic'), new Set(['checksum']))).to.equal('other');
  });

  it('comes to an end with an error that was caused by itself', () => {
    const error = new Error('no');
    error.cause = error;
    expect(codeOf(error, none)).to.equal('other');
  });

  it('survives an error that throws at each look', () => {
    const angry = new Proxy(new Error('no'), {
      get: () => {
        throw new Error('do not look');
      },
    });
    expect(codeOf(angry, none)).to.equal('other');
  });

  it('has a closed list of words, whatever is thrown', () => {
    const words = new Set<string>();
    const thrown = fc.oneof(
      fc.anything(),
      fc.record({
        name: fc.constantFrom('ConnectionError', 'SocksError', 'Error'),
        code: fc.string(),
        cause: fc.anything(),
      }),
    );
    fc.assert(fc.property(thrown, (error) => void words.add(codeOf(error, none))));
    expect([...words]).to.deep.equal(['other']);
  });
});

import { expect } from 'chai';
import { socksSignIn, type SocksAuth } from 'rx-connmgr';
import { bytes, hex, play } from '../../support/play.js';

const auth: SocksAuth = { username: 'ada', password: 'xy' };

/** What is said, in hexadecimal, to a proxy that answers so. */
const said = (answers: string, credentials?: SocksAuth) =>
  play(socksSignIn(credentials), [bytes(answers)]).said.map(hex);
const codeOf = (answers: string, credentials?: SocksAuth, hangsUp = false) => {
  const { error, ...played } = play(socksSignIn(credentials), [bytes(answers)], hangsUp);
  return error ? (error as { readonly code: string }).code : 'waiting' in played ? 'waiting' : 'signed in';
};

describe('socksSignIn', () => {
  it('offers to sign in without credentials', () => {
    expect(said('0500')).to.deep.equal(['050100']);
    expect(codeOf('0500')).to.equal('signed in');
  });

  it('offers both where there are credentials, and the proxy chooses', () => {
    expect(said('0500', auth)).to.deep.equal(['05020002']);
    expect(codeOf('0500', auth)).to.equal('signed in');
    expect(said('0502 0100', auth)).to.deep.equal(['05020002', '0103616461027879']);
    expect(codeOf('0502 0100', auth)).to.equal('signed in');
  });

  it('offers credentials alone where they are required', () => {
    const required = { ...auth, required: true };
    expect(said('0502 0100', required)).to.deep.equal(['050102', '0103616461027879']);
    expect(codeOf('0500', required)).to.equal('protocol');
    expect(codeOf('05ff', required)).to.equal('method');
  });

  it('takes any version of the answer to the credentials', () => {
    for (const version of ['00', '01', '05', 'ff']) expect(codeOf(`0502 ${version}00`, auth)).to.equal('signed in');
  });

  it('says why it cannot sign in', () => {
    expect(codeOf('05ff')).to.equal('method');
    expect(codeOf('05ff', auth)).to.equal('method');
    expect(codeOf('0502 0101', auth)).to.equal('auth');
    expect(codeOf('0502 01ff', auth)).to.equal('auth');
  });

  it('does not take what was not offered', () => {
    for (const method of ['01', '02', '03', '80', 'fe']) expect(codeOf(`05${method}`), method).to.equal('protocol');
    for (const method of ['01', '03', 'fe']) expect(codeOf(`05${method}`, auth), method).to.equal('protocol');
  });

  it('does not take another protocol', () => {
    const { error } = play(socksSignIn(), [Buffer.from('HTTP/1.0 501 Tor is not an HTTP Proxy')]);
    expect(error).to.include({
      code: 'protocol',
      message: 'The proxy does not speak SOCKS 5: its answer begins with `72`',
    });
    expect(codeOf('045a')).to.equal('protocol');
    expect(codeOf('0000')).to.equal('protocol');
  });

  it('blames the proxy that hangs up', () => {
    for (const answers of ['', '05', '0502', '050201']) {
      expect(codeOf(answers, auth), answers).to.equal('waiting');
      expect(codeOf(answers, auth, true), answers).to.equal('proxy');
    }
  });

  it('leaves alone what follows', () => {
    expect(hex(play(socksSignIn(), [bytes('0500 abcd')]).rest)).to.equal('abcd');
    expect(hex(play(socksSignIn(auth), [bytes('0502 0100 abcd')]).rest)).to.equal('abcd');
  });
});

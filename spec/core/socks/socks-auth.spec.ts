import { expect } from 'chai';
import { ArgumentError } from 'rx-connmgr';
import { encodeAuth } from '../../../lib/core/socks/socks-auth.js';
import { hex } from '../../support/play.js';

describe('encodeAuth', () => {
  it('writes user name and password after their lengths', () => {
    expect(hex(encodeAuth({ username: 'ada', password: 'xy' }))).to.equal('0103616461027879');
  });

  it('counts bytes, not characters', () => {
    expect(hex(encodeAuth({ username: 'ü', password: '' }))).to.equal('0102c3bc00');
    expect(encodeAuth({ username: 'a'.repeat(255), password: 'b'.repeat(255) })).to.have.lengthOf(513);
    expect(() => encodeAuth({ username: 'ü'.repeat(128), password: '' })).to.throw(
      ArgumentError,
      'Expected `username` to be a text of 1 to 255 bytes, got 256 bytes',
    );
  });

  it('refuses what cannot be, and never shows a secret', () => {
    const password = 'secret'.repeat(50);
    expect(() => encodeAuth({ username: '', password: 'secret' })).to.throw(ArgumentError, 'got 0 bytes');
    expect(() => encodeAuth({ username: 'a', password }))
      .to.throw(ArgumentError)
      .that.does.not.match(/secret/);
    expect(() => encodeAuth({ username: 'a' } as never)).to.throw(
      ArgumentError,
      'Expected `password` to be a text of 0 to 255 bytes, got undefined',
    );
  });
});

import { expect } from 'chai';
import { BanError, ConnectionError, isBanError } from 'rx-connmgr';

describe('BanError', () => {
  const error = new BanError('allowed', '127.0.0.1 is never to be banned', '127.0.0.1');

  it('says what was refused, and why', () => {
    expect(error).to.be.instanceOf(Error);
    expect(error).to.include({ name: 'BanError', code: 'allowed', subnet: '127.0.0.1' });
  });

  it('is known by its name and its code, whichever copy of the package made it', () => {
    expect([isBanError(error), isBanError(error, 'allowed')]).to.deep.equal([true, true]);
    const other = Object.assign(new Error('of another copy'), { name: 'BanError', code: 'allowed' });
    expect(isBanError(other, 'allowed')).to.equal(true);
    expect(isBanError(other, 'full' as never)).to.equal(false);
    for (const none of [undefined, null, 'allowed', new Error('allowed'), new ConnectionError('banned', 'banned')]) {
      expect(isBanError(none)).to.equal(false);
    }
  });
});

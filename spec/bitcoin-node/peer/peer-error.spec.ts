import { expect } from 'chai';
import { PeerError, isPeerError, type PeerErrorCode } from '../../../examples/bitcoin-node/peer/peer-error.js';
import { getdataPenalty, mempoolPenalty, penalties } from '../../../examples/bitcoin-node/peer/penalties.js';

describe('PeerError', () => {
  it('has a code, a message and its price', () => {
    const error = new PeerError('bloom', 'The peer sent `filterload`');
    expect(error).to.include({ name: 'PeerError', code: 'bloom', message: 'The peer sent `filterload`', score: 100 });
    expect(new PeerError('version-twice', '').score).to.equal(21);
    expect(new PeerError('self', '').score).to.equal(0);
  });

  it('is told from others, by its code if one is given', () => {
    const error = new PeerError('self', 'us');
    expect([isPeerError(error), isPeerError(error, 'self'), isPeerError(error, 'silent')]).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect([isPeerError(new Error('self')), isPeerError(undefined)]).to.deep.equal([false, false]);
  });

  it('is never worth a ban at once', () => {
    for (const code of Object.keys(penalties) as PeerErrorCode[])
      expect(new PeerError(code, '').score).to.be.within(0, 100);
  });

  it('costs what it costs at btcd to ask for much', () => {
    expect(mempoolPenalty).to.deep.equal({ transient: 33 });
    expect([0, 505, 506, 50_000].map(getdataPenalty)).to.deep.equal([0, 0, 1, 99].map((transient) => ({ transient })));
  });
});

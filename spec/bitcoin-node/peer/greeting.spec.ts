import { expect } from 'chai';
import fc from 'fast-check';
import { hear, silence } from '../../../examples/bitcoin-node/peer/greeting.js';
import { isPeerError } from '../../../examples/bitcoin-node/peer/peer-error.js';
import { version } from '../support/version.js';
import { getaddr, other, ping, sendaddrv2, verack } from './support/messages.js';

const words = [version(), verack, sendaddrv2, getaddr, ping(1n), other('wtxidrelay')];

describe('hear', () => {
  it('is done with version and verack, in this order, and knows what was said between', () => {
    const heard = [version(), other('wtxidrelay'), sendaddrv2, verack].reduce(hear, silence);
    expect(heard).to.deep.include({ version: version(), wantsAddrV2: true, done: true });
    const plain = [version(), verack].reduce(hear, silence);
    expect(plain).to.deep.include({ wantsAddrV2: false, done: true });
  });

  it('names what came instead of version', () => {
    expect(() => hear(silence, other('inv'))).to.throw('The peer sent `inv` before `version`');
    expect(() => hear(silence, verack)).to.throw('The peer sent `verack` before `version`');
  });

  it('goes on for any words that begin with the one version that there is, and errs by name for any others', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }), (said) => {
        const versions = said.filter(({ command }) => command === 'version').length;
        const proper = said[0]?.command === 'version' && versions === 1;
        try {
          const heard = said.reduce(hear, silence);
          expect(proper).to.equal(true);
          expect(heard.done).to.equal(said[said.length - 1]?.command === 'verack');
        } catch (error) {
          if (proper || !isPeerError(error)) throw error;
          expect(error.code).to.equal(said[0]?.command === 'version' ? 'version-twice' : 'version-missing');
        }
      }),
    );
  });
});

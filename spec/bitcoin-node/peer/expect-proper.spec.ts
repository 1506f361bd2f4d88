import { expect } from 'chai';
import { expectProper } from '../../../examples/bitcoin-node/peer/expect-proper.js';
import { isPeerError } from '../../../examples/bitcoin-node/peer/peer-error.js';
import type { Message } from '../../../examples/bitcoin-node/wire/message.js';
import { version } from '../support/version.js';
import { getaddr, other, ping, sendaddrv2, verack } from './support/messages.js';

const many = Buffer.from('fd50c3', 'hex');
const tooMany = Buffer.from('fd51c3', 'hex');

const codeOf = (message: Message, services = 9n, peer = version()): string | undefined => {
  try {
    expect(expectProper(message, services, peer)).to.equal(message);
    return undefined;
  } catch (error) {
    return isPeerError(error) ? error.code : String(error);
  }
};

describe('expectProper', () => {
  it('lets pass what may come after the handshake, and a second verack', () => {
    for (const message of [
      verack,
      getaddr,
      ping(1n),
      other('inv', many),
      other('headers'),
      other('nonsense'),
      other('mempool'),
    ]) {
      expect(codeOf(message)).to.equal(undefined);
    }
  });

  it('refuses what belongs into the handshake', () => {
    expect(codeOf(version())).to.equal('version-twice');
    expect(codeOf(sendaddrv2)).to.equal('sendaddrv2-late');
  });

  it('refuses lists of more than 50 000 entries', () => {
    for (const name of ['inv', 'getdata', 'notfound']) {
      expect(codeOf(other(name, many))).to.equal(undefined);
      expect(codeOf(other(name, tooMany))).to.equal('inventory');
    }
    expect(codeOf(other('tx', tooMany))).to.equal(undefined);
  });

  it('refuses bloom filters that we do not offer, from whoever should know', () => {
    for (const name of ['filterload', 'filteradd', 'filterclear']) {
      expect(codeOf(other(name))).to.equal('bloom');
      expect(codeOf(other(name), 9n | 4n)).to.equal(undefined);
      expect(codeOf(other(name), 9n, version({ version: 70_010 }))).to.equal(undefined);
      expect(codeOf(other(name), 9n, version({ version: 70_011 }))).to.equal('bloom');
    }
  });
});

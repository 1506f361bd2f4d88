import { expect } from 'chai';
import { ArgumentError, isConnectionError, isSocksError } from 'rx-connmgr';
import { torReverseLookup } from 'rx-connmgr/node';
import { closeRealPeers, realPeer, silent } from '../support/real-peers.js';
import { answerOf, failure, socksProxy } from '../support/socks-proxy.js';
import { watch } from '../support/watch.js';

describe('torReverseLookup', () => {
  afterEach(closeRealPeers);

  it('finds the name of an address', async () => {
    const proxy = await socksProxy({ answer: () => answerOf.name('Seed.Test.') });
    const lookup = torReverseLookup(proxy.address, { isolate: true });
    expect(await watch(lookup('192.0.2.1')).value()).to.equal('seed.test');
    expect(await watch(lookup('2001:db8::1')).value()).to.equal('seed.test');
    expect(proxy.asked.map(({ command, host, port }) => [command, host, port])).to.deep.equal([
      [0xf1, '192.0.2.1', 0],
      [0xf1, '2001:0db8:0000:0000:0000:0000:0000:0001', 0],
    ]);
  });

  it('asks for no name', async () => {
    const proxy = await realPeer();
    for (const host of ['seed.test', 'a.onion', '']) {
      expect(isSocksError(await watch(torReverseLookup(proxy.address)(host)).end(), 'host'), host).to.be.true;
    }
    expect(proxy.accepted).to.equal(0);
  });

  it('has an error where there is no name, or none that could be shown', async () => {
    const nameless = await socksProxy({ answer: () => failure(4) });
    const error = await watch(torReverseLookup(nameless.address)('192.0.2.1')).end();
    expect(error).to.include({ code: 'host-unreachable', status: 4 });
    for (const bad of [answerOf.name(''), answerOf.name('a\x1b[2Jb'), answerOf.address('c0000207')]) {
      const proxy = await socksProxy({ answer: () => bad });
      expect(await watch(torReverseLookup(proxy.address)('192.0.2.1')).end()).to.include({ code: 'protocol' });
    }
  });

  it('has a limit', async () => {
    const proxy = await socksProxy({ answer: () => silent });
    const error = await watch(torReverseLookup(proxy.address, { timeout: 20 })('192.0.2.1')).end();
    expect(isConnectionError(error, 'timeout')).to.be.true;
    expect(() => torReverseLookup(proxy.address, { otherwise: () => [] } as never)).to.throw(ArgumentError);
  });
});

import { once } from 'node:events';
import { expect } from 'chai';
import { EMPTY, NEVER, Subject, merge, throwError } from 'rxjs';
import { ArgumentError, isSocksError, type SocksError } from 'rx-connmgr';
import { socksConnect, tcp, tls } from 'rx-connmgr/node';
import { isLocalFault } from '../../lib/core/local-fault.js';
import { certificates } from '../support/certificates.js';
import { closeRealPeers, refusingAddress } from '../support/real-peers.js';
import { socksProxy } from '../support/socks-proxy.js';
import { watch } from '../support/watch.js';

const peer = { host: 'peer.test', port: 8333 };

describe('socksConnect', () => {
  afterEach(closeRealPeers);

  it('makes a connection to the peer of one to the proxy', async () => {
    const proxy = await socksProxy();
    const { value, subscription } = watch(tcp()(proxy.address).pipe(socksConnect(peer)));
    const socket = await value();
    socket.write('hello');
    expect(String(await once(socket, 'data'))).to.equal('hello');
    expect(proxy.asked).to.deep.equal([{ methods: [0], command: 1, ...peer }]);
    subscription.unsubscribe();
  });

  it('makes a chain of proxies', async () => {
    const last = await socksProxy();
    const first = await socksProxy({ leadTo: () => last.address });
    const auth = { username: 'ada', password: 'xy' };
    const chained$ = tcp()(first.address).pipe(socksConnect(last.address, { auth }), socksConnect(peer));
    const { value, subscription } = watch(chained$);
    const socket = await value();
    socket.write('hello');
    expect(String(await once(socket, 'data'))).to.equal('hello');
    expect(first.asked).to.deep.equal([{ methods: [0, 2], ...auth, command: 1, ...last.address }]);
    expect(last.asked).to.deep.equal([{ methods: [0], command: 1, ...peer }]);
    subscription.unsubscribe();
  });

  it('reaches a proxy behind TLS', async () => {
    const proxy = await socksProxy({ tls: certificates.peer });
    const secret$ = tls({ ca: certificates.peer.cert })(proxy.address).pipe(socksConnect(peer, { isolate: true }));
    const { value, subscription } = watch(secret$);
    const socket = await value();
    expect(socket.encrypted).to.be.true;
    socket.write('hello');
    expect(String(await once(socket, 'data'))).to.equal('hello');
    subscription.unsubscribe();
  });

  it('blames no peer for a proxy of the chain that is not there', async () => {
    const gone = await refusingAddress();
    const first = await socksProxy({ leadTo: () => gone });
    const error = await watch(tcp()(first.address).pipe(socksConnect(gone), socksConnect(peer))).end();
    expect(isSocksError(error, 'proxy')).to.be.true;
    expect((error as SocksError).cause).to.include({ code: 'refused', status: 5 });
    expect(isLocalFault(error)).to.be.true;
  });

  it('says as it is what breaks the connection later', async () => {
    const broken = new Error('broken');
    const proxy = await socksProxy();
    const breaks$ = new Subject<never>();
    const { value, end } = watch(merge(tcp()(proxy.address), breaks$).pipe(socksConnect(peer)));
    await value();
    breaks$.error(broken);
    expect(await end()).to.equal(broken);
  });

  it('takes every failure before a connection for the proxy’s', async () => {
    for (const cause of [new Error('no'), 'no', undefined]) {
      const error = await watch(throwError(() => cause).pipe(socksConnect(peer))).end();
      expect(error).to.include({ name: 'SocksError', code: 'proxy', cause });
    }
  });

  it('is as empty as the dial of the proxy, and waits as long', async () => {
    expect(await watch(EMPTY.pipe(socksConnect(peer))).end()).to.equal('complete');
    const waiting = watch(NEVER.pipe(socksConnect(peer)));
    expect(waiting.isOver()).to.be.false;
    waiting.subscription.unsubscribe();
  });

  it('refuses what cannot be', () => {
    expect(() => socksConnect(peer, { isolated: true } as never)).to.throw(ArgumentError, 'did you mean `isolate`?');
    expect(() => socksConnect(peer, { timeout: -1 })).to.throw(ArgumentError, 'Expected `timeout`');
  });
});

import dns from 'node:dns';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { NEVER, Observable, of, throwError } from 'rxjs';
import { ArgumentError, isDialError, isLookupError, type Dial, type Address, type Lookup } from 'rx-connmgr';
import { tcp, tls, type TcpOptions } from 'rx-connmgr/node';
import sinon from 'sinon';
import { blackHole, type BlackHole } from '../support/black-hole.js';
import { certificates } from '../support/certificates.js';
import { closeRealPeers, realPeer, silent } from '../support/real-peers.js';
import { resolveTo } from '../support/resolve-to.js';
import { watch } from '../support/watch.js';

/** A lookup that answers so, and what it was asked. */
const lookupOf = (...ips: readonly string[]) => {
  const asked: string[] = [];
  const lookup: Lookup = (name) => {
    asked.push(name);
    return of(ips);
  };
  return { lookup, asked };
};

const dials: Readonly<Record<string, { dial: (options: TcpOptions) => Dial<Address, Socket>; server: object }>> = {
  tcp: { dial: (options) => tcp(options), server: {} },
  tls: {
    dial: (options) => tls({ ...options, ca: certificates.peer.cert }),
    server: { tls: certificates.peer },
  },
};

for (const [name, { dial, server }] of Object.entries(dials)) {
  describe(`a host name of ${name}`, () => {
    let hole: BlackHole | undefined;

    afterEach(async () => {
      sinon.restore();
      await hole?.close();
      hole = undefined;
      await closeRealPeers();
    });

    const port = async (host = '127.0.0.1') => (await realPeer(silent, { host, ...server })).address.port;
    const named = (at: number): Address => ({ host: 'peer.test', port: at });

    it('is asked of the given lookup, for each dial, and not of the system', async () => {
      const { lookup, asked } = lookupOf('127.0.0.1');
      const address = named(await port());
      const system = sinon.spy(dns, 'lookup'); // after Node asked it where to listen
      const peer$ = dial({ lookup })(address);
      expect(asked).to.deep.equal([]);
      for (let dials = 0; dials < 2; dials += 1) {
        const { value, subscription } = watch(peer$);
        expect((await value()).remoteAddress).to.equal('127.0.0.1');
        subscription.unsubscribe();
      }
      expect(asked).to.deep.equal(['peer.test', 'peer.test']);
      expect(system.called).to.be.false;
    });

    it('is asked of the system otherwise, which knows localhost', async () => {
      const { value, subscription } = watch(dial({ family: 4 })({ host: 'localhost', port: await port() }));
      expect((await value()).remoteAddress).to.equal('127.0.0.1');
      subscription.unsubscribe();
    });

    it('leads to the next address at once when one refuses', async () => {
      const address = named(await port());
      resolveTo('::1', '127.0.0.1'); // nobody listens at the first
      const began = performance.now();
      const { value, subscription } = watch(dial({})(address));
      expect((await value()).remoteAddress).to.equal('127.0.0.1');
      expect(performance.now() - began).to.be.below(240);
      subscription.unsubscribe();
    });

    it('leads to the next address after 250 ms where one is silent, which is destroyed when that connects', async () => {
      if (process.platform === 'darwin') return;
      hole = await blackHole();
      const { port: at } = hole.address;
      await realPeer(silent, { host: '127.0.0.9', port: at, ...server });
      const connect = sinon.spy(Socket.prototype, 'connect');
      const began = performance.now();
      const { value, values, subscription } = watch(
        dial({ lookup: lookupOf('127.0.0.1', '127.0.0.9').lookup })(named(at)),
      );
      await turn();
      const [first] = connect.thisValues as Socket[];
      expect((await value()).remoteAddress).to.equal('127.0.0.9');
      expect(performance.now() - began).to.be.within(240, 2_000);
      expect(first?.destroyed).to.be.true;
      expect(values).to.have.lengthOf(1);
      expect(connect.callCount).to.equal(2);
      subscription.unsubscribe();
      expect(values[0]?.destroyed).to.be.true;
    });

    it('fails with all that went wrong when all have failed', async () => {
      const { end } = watch(dial({ lookup: lookupOf('127.0.0.1', '127.0.0.2', '127.0.0.3').lookup })(named(1)));
      const error = await end();
      expect(isDialError(error)).to.be.true;
      expect(error).to.have.property('code', 'ECONNREFUSED');
      expect(error).to.have.property('errors').that.has.lengthOf(3);
    });

    it('that does not resolve is a LookupError', async () => {
      const cause = Object.assign(new Error('queryA ECONNREFUSED'), { code: 'ECONNREFUSED' });
      const connect = sinon.spy(Socket.prototype, 'connect');
      for (const lookup of [() => throwError(() => cause), () => Promise.reject(cause)]) {
        expect(isLookupError(await watch(dial({ lookup })(named(1))).end(), 'ECONNREFUSED')).to.be.true;
      }
      expect(isLookupError(await watch(dial({ lookup: () => of([]) })(named(1))).end(), 'ENODATA')).to.be.true;
      expect(connect.called).to.be.false;
    });

    it('leads to addresses of the wanted family only', async () => {
      const address = named(await port());
      for (const options of [{ family: 4 }, { localAddress: '127.0.0.1' }] as const) {
        const connect = sinon.spy(Socket.prototype, 'connect');
        const { value, subscription } = watch(
          dial({ ...options, lookup: lookupOf('::1', '127.0.0.1').lookup })(address),
        );
        expect((await value()).remoteAddress).to.equal('127.0.0.1');
        expect(connect.callCount).to.equal(1);
        subscription.unsubscribe();
        connect.restore();
      }
      const none = watch(dial({ family: 6, lookup: lookupOf('127.0.0.1').lookup })(address));
      expect(isLookupError(await none.end(), 'ENODATA')).to.be.true;
    });

    it('that an answer holds is dialled by nobody, nor looked up', async () => {
      const system = sinon.spy(dns, 'lookup');
      const { lookup } = lookupOf('elsewhere.test', 'localhost', 'x.onion');
      expect(isLookupError(await watch(dial({ lookup })(named(1))).end(), 'ENODATA')).to.be.true;
      expect(system.called).to.be.false;
    });

    it('is let go of by the lookup when unsubscribed from', () => {
      let torn = 0;
      const lookup = () =>
        new Observable<string[]>(() => () => {
          torn += 1;
        });
      watch(dial({ lookup })(named(1))).subscription.unsubscribe();
      expect(torn).to.equal(1);
    });

    it('is not asked for where the address is one already', async () => {
      const { lookup, asked } = lookupOf('192.0.2.1');
      const { value, subscription } = watch(dial({ lookup })({ host: '127.0.0.1', port: await port() }));
      await value();
      subscription.unsubscribe();
      expect(asked).to.deep.equal([]);
    });

    it('is not asked for where nothing can be dialled, nor where it is an onion', async () => {
      const { lookup, asked } = lookupOf('127.0.0.1');
      for (const address of [{ host: '', port: 1 }, named(0), named(65_536), { host: undefined as never, port: 1 }]) {
        expect(await watch(dial({ lookup })(address)).end()).to.be.instanceOf(ArgumentError);
      }
      expect(await watch(dial({ lookup })({ host: 'peer.onion', port: 1 })).end()).to.have.property('code', 'failed');
      expect(asked).to.deep.equal([]);
    });

    it('is not asked of what is no lookup', () => {
      expect(() => dial({ lookup: 5 as never })).to.throw(ArgumentError, 'Expected `lookup` to be a function');
      expect(() => dial({ lookup: () => NEVER })).not.to.throw();
    });
  });
}

describe('a host name of tls', () => {
  afterEach(closeRealPeers);

  it('is what each of its addresses is asked for, and verified as', async () => {
    const peer = await realPeer(silent, { host: '127.0.0.1', tls: certificates.peer });
    const accepted = once(peer.server, 'secureConnection') as Promise<[TLSSocket & { servername: unknown }]>;
    const dialPeer = tls({ ca: certificates.peer.cert, lookup: lookupOf('::1', '127.0.0.1').lookup });
    const { value, subscription } = watch(dialPeer({ ...peer.address, host: 'peer.test' }));
    expect((await value()).authorized).to.be.true;
    expect((await accepted)[0].servername).to.equal('peer.test');
    subscription.unsubscribe();

    const stranger = watch(dialPeer({ ...peer.address, host: 'stranger.test' }));
    expect(await stranger.end()).to.satisfy(isDialError);
    const alone = watch(
      tls({ ca: certificates.peer.cert, lookup: lookupOf('127.0.0.1').lookup })({
        ...peer.address,
        host: 'stranger.test',
      }),
    );
    expect(await alone.end()).to.have.property('code', 'ERR_TLS_CERT_ALTNAME_INVALID');
  });
});

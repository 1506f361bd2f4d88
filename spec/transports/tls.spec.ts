import dns from 'node:dns';
import { once } from 'node:events';
import { Socket, connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { TLSSocket, type TlsOptions as ServerOptions } from 'node:tls';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { Subscription } from 'rxjs';
import { ArgumentError, isConnectionError } from 'rx-connmgr';
import { tls } from 'rx-connmgr/node';
import sinon from 'sinon';
import { certificates } from '../support/certificates.js';
import {
  closeRealPeers,
  echo,
  hangUp,
  realPeer,
  refusingAddress,
  reset,
  sayAndHangUp,
  silent,
  type Behaviour,
} from '../support/real-peers.js';
import { resolveTo } from '../support/resolve-to.js';
import { watch } from '../support/watch.js';

const code = (error: unknown): unknown => (error as { readonly code?: unknown }).code;
const ca = certificates.peer.cert;

const tlsPeer = (behaviour: Behaviour = silent, options: ServerOptions = {}) =>
  realPeer(behaviour, { host: '127.0.0.1', tls: { ...certificates.peer, ...options } });

/** Returns a peer, and the name that the next connection asks it for. */
const namedPeer = async () => {
  const peer = await tlsPeer();
  const asked = once(peer.server, 'secureConnection').then(
    ([socket]) => (socket as TLSSocket & { servername: unknown }).servername,
  );
  return { address: peer.address, asked };
};

/** Returns the socket that was dialled last. */
const spyOnSocket = () => {
  const connect = sinon.spy(Socket.prototype, 'connect');
  return () => connect.thisValues.at(-1) as TLSSocket;
};

describe('tls', () => {
  afterEach(async () => {
    sinon.restore();
    await closeRealPeers();
  });

  describe('a connection', () => {
    it('is emitted when the peer is verified', async () => {
      const peer = await tlsPeer(echo);
      const { value, values, subscription } = watch(tls({ ca })(peer.address));
      const socket = await value();
      expect(socket).to.be.instanceOf(TLSSocket);
      expect(socket.authorized).to.be.true;

      socket.write('hello');
      expect(String(await once(socket, 'data'))).to.equal('hello');
      expect(values).to.deep.equal([socket]);
      subscription.unsubscribe();
    });

    it('agrees on a protocol', async () => {
      const peer = await tlsPeer(silent, { ALPNProtocols: ['h2', 'http/1.1'] });
      const { value, subscription } = watch(tls({ ca, alpnProtocols: ['http/1.1'] })(peer.address));
      expect((await value()).alpnProtocol).to.equal('http/1.1');
      subscription.unsubscribe();
    });

    it('shows our certificate to a peer that asks for one', async () => {
      const { cert, key } = certificates.client;
      const peer = await tlsPeer(silent, { ca: cert, requestCert: true, rejectUnauthorized: true });
      const accepted = once(peer.server, 'secureConnection') as Promise<[TLSSocket]>;
      const { subscription } = watch(tls({ ca, cert, key })(peer.address));
      expect((await accepted)[0].getPeerCertificate().subject.CN).to.equal('client');
      subscription.unsubscribe();
    });

    it('goes to a peer that cannot be verified only if that is wanted', async () => {
      const peer = await tlsPeer();
      const { value, subscription } = watch(tls({ rejectUnauthorized: false })(peer.address));
      expect((await value()).authorized).to.be.false;
      subscription.unsubscribe();
    });
  });

  describe('the name asked for', () => {
    it('is the host', async () => {
      for (const host of ['peer.test', 'peer.test.']) {
        const { address, asked } = await namedPeer();
        resolveTo(address.host);
        const { value, subscription } = watch(tls({ ca })({ ...address, host }));
        await value();
        expect(await asked).to.equal('peer.test');
        subscription.unsubscribe();
        sinon.restore();
      }
    });

    it('is none for an IP address, which is verified all the same', async () => {
      const { address, asked } = await namedPeer();
      const { value, subscription } = watch(tls({ ca })(address));
      expect((await value()).authorized).to.be.true;
      expect(await asked).to.be.false;
      subscription.unsubscribe();

      const elsewhere = await realPeer(silent, { host: '127.0.0.2', tls: certificates.peer });
      if (process.platform === 'darwin') return;
      expect(code(await watch(tls({ ca })(elsewhere.address)).end())).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
    });

    it('is resolved to all addresses, of the family that is wanted', async () => {
      const refused = await refusingAddress();
      const lookup = resolveTo(refused.host);
      await watch(tls({ ca, family: 4 })({ ...refused, host: 'peer.test' })).end();
      const [, options] = lookup.args[0] as [string, { readonly family?: number; readonly all?: boolean }];
      expect(options.family).to.equal(4);
      expect(options.all).to.be.true;
    });

    it('may be given', async () => {
      const { address, asked } = await namedPeer();
      const { value, subscription } = watch(tls({ ca, servername: 'peer.test' })(address));
      await value();
      expect(await asked).to.equal('peer.test');
      subscription.unsubscribe();
    });

    it('of an onion is seen by no resolver and no socket', async () => {
      const lookup = sinon.stub(dns, 'lookup');
      const connect = sinon.stub(Socket.prototype, 'connect');
      const error = await watch(tls({ ca })({ host: 'peer.onion', port: 443 })).end();
      expect(isConnectionError(error, 'failed')).to.be.true;
      expect(lookup.called || connect.called).to.be.false;
    });
  });

  describe('a dial that fails', () => {
    const failure = async (options: Parameters<typeof tls>[0], server?: ServerOptions) => {
      const peer = await tlsPeer(silent, server);
      const { values, end } = watch(tls(options)(peer.address));
      const error = await end();
      expect(error).to.be.instanceOf(Error);
      expect(values).to.be.empty;
      return code(error);
    };

    it('keeps the code of the certificate', async () => {
      expect(await failure({})).to.equal('DEPTH_ZERO_SELF_SIGNED_CERT');
      expect(await failure({ ca, servername: 'other.test' })).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
      expect(await failure({ ca: certificates.expired.cert }, certificates.expired)).to.equal('CERT_HAS_EXPIRED');
    });

    it('keeps the code of the handshake', async () => {
      expect(await failure({ ca, alpnProtocols: ['h2'] }, { ALPNProtocols: ['http/1.1'] })).to.match(
        /^ERR_SSL_.*ALERT/,
      );
    });

    it('keeps the code of the socket', async () => {
      expect(code(await watch(tls({ ca })(await refusingAddress())).end())).to.equal('ECONNREFUSED');
      for (const rude of [hangUp, reset]) {
        const { address } = await realPeer(rude);
        expect(code(await watch(tls({ ca })(address)).end())).to.equal('ECONNRESET');
      }
      const { address } = await realPeer(sayAndHangUp('220 this is no TLS\r\n'));
      expect(code(await watch(tls({ ca })(address)).end())).to.match(/^ERR_SSL_/);
    });

    it('does not trust everybody because an environment variable says so', async () => {
      sinon.stub(process, 'emitWarning');
      sinon.stub(process, 'env').value({ ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' });
      expect(await failure({})).to.equal('DEPTH_ZERO_SELF_SIGNED_CERT');
    });
  });

  describe('the end', () => {
    it('completes when the peer hangs up, read or not', async () => {
      const peer = await tlsPeer(hangUp);
      const { end, values } = watch(tls({ ca })(peer.address));
      expect(await end()).to.equal('complete');
      expect(values[0]?.destroyed).to.be.true;
    });

    it('does not come while bytes are left unread', async () => {
      const peer = await tlsPeer(sayAndHangUp('goodbye'));
      const watched = watch(tls({ ca })(peer.address));
      const socket = await watched.value();
      while (socket.bytesRead === 0) await turn();
      await turn();
      expect(watched.isOver()).to.be.false;
      socket.resume();
      expect(await watched.end()).to.equal('complete');
    });

    it('is an error when the peer resets', async () => {
      const peer = await tlsPeer();
      const between = await realPeer((socket) => {
        socket
          .pipe(connect(peer.address))
          .on('error', () => undefined)
          .pipe(socket);
      });
      const { value, end } = watch(tls({ ca, servername: 'peer.test' })(between.address));
      const accepted = once(peer.server, 'secureConnection');
      await Promise.all([accepted, value()]);
      for (let turns = 0; turns < 5; turns += 1) await turn(); // our last word of the handshake is on its way
      for (const socket of between.sockets) socket.resetAndDestroy();
      expect(code(await end())).to.equal('ECONNRESET');
    });

    it('is a timeout when the peer says nothing for the idle limit', async () => {
      const time = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      const peer = await tlsPeer(echo);
      const watched = watch(tls({ ca, idle: 1_000 })(peer.address));
      const socket = await watched.value();
      for (let echoed = 0; echoed < 3; echoed += 1) {
        time.tick(700);
        socket.write('are you there?');
        await once(socket, 'data');
      }
      expect(watched.isOver()).to.be.false;
      time.tick(1_250);
      expect(isConnectionError(await watched.end(), 'timeout')).to.be.true;
      expect(socket.destroyed).to.be.true;
      expect(time.countTimers()).to.equal(0);
    });
  });

  describe('an unsubscription', () => {
    it('destroys a socket that has just begun', async () => {
      const opened = spyOnSocket();
      const peer = await tlsPeer();
      const { subscription, isOver } = watch(tls({ ca })(peer.address));
      subscription.unsubscribe();
      expect(opened().destroyed).to.be.true;
      await once(opened(), 'close');
      expect(isOver()).to.be.false;
    });

    it('destroys a socket in the middle of its handshake', async () => {
      const opened = spyOnSocket();
      const peer = await realPeer(silent); // never says hello
      const { subscription, isOver } = watch(tls({ ca })(peer.address));
      await once(opened(), 'connect');
      subscription.unsubscribe();
      expect(opened().destroyed).to.be.true;
      while (peer.sockets.size > 0) await turn();
      expect(isOver()).to.be.false;
    });

    it('destroys an established socket', async () => {
      const peer = await tlsPeer();
      const { value, subscription } = watch(tls({ ca })(peer.address));
      const socket = await value();
      subscription.unsubscribe();
      expect(socket.destroyed).to.be.true;
      while (peer.sockets.size > 0) await turn();
    });

    it('may come from inside `next`', async () => {
      const peer = await tlsPeer();
      const subscription = new Subscription();
      const destroyed = await new Promise<boolean>((resolve) => {
        subscription.add(
          tls({ ca, idle: 10 })(peer.address).subscribe((socket) => {
            subscription.unsubscribe();
            resolve(socket.destroyed);
          }),
        );
      });
      expect(destroyed).to.be.true;
    });
  });

  describe('an option that cannot be', () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ servername: '127.0.0.1' }, 'Expected `servername` to be a host name'],
      [{ servername: '' }, 'Expected `servername` to be a host name'],
      [{ alpnProtocols: 'h2' }, 'Expected `alpnProtocols` to be an array of names'],
      [{ alpnProtocols: [''] }, 'Expected `alpnProtocols` to be an array of names'],
      [{ rejectUnauthorized: 'no' }, 'Expected `rejectUnauthorized` to be a boolean'],
      [{ ca: 5 }, 'Expected `ca`, `cert` and `key` to be PEM that belongs together'],
      [{ cert: 'nonsense' }, 'Expected `ca`, `cert` and `key` to be PEM that belongs together'],
      [
        { cert: certificates.client.cert, key: certificates.peer.key },
        'Expected `ca`, `cert` and `key` to be PEM that belongs together',
      ],
    ];
    for (const [options, message] of wrong) {
      it(`is refused when the dial is made: ${inspect(options).slice(0, 60)}`, () => {
        expect(() => tls(options)).to.throw(ArgumentError, message);
      });
    }

    it('says why', () => {
      const broken = () => tls({ cert: certificates.client.cert, key: certificates.peer.key });
      expect(broken).to.throw(ArgumentError).with.property('cause').that.is.instanceOf(Error);
    });
  });
});

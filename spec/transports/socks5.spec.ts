import dns from 'node:dns';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError, ConnectionManager, isConnectionError, isSocksError, type SocksError } from 'rx-connmgr';
import { socks5 } from 'rx-connmgr/node';
import sinon from 'sinon';
import { isLocalFault } from '../../lib/core/local-fault.js';
import { statusError } from '../../lib/core/socks/status-error.js';
import { bytes } from '../support/play.js';
import {
  closeRealPeers,
  hangUp,
  realPeer,
  refusingAddress,
  reset,
  sayAndHangUp,
  silent,
} from '../support/real-peers.js';
import { resolveNothing, resolveTo } from '../support/resolve-to.js';
import { runs } from '../support/runs.js';
import { failure, socksProxy, success, type SocksProxyOptions } from '../support/socks-proxy.js';
import { watch } from '../support/watch.js';

const peer = { host: '192.0.2.7', port: 8333 };
const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCPSocket')).length;

/** Dials `peer` through a fake proxy. */
const through = async (options: SocksProxyOptions = {}, more: Partial<Parameters<typeof socks5>[0]> = {}) => {
  const proxy = await socksProxy(options);
  return { proxy, ...watch(socks5({ proxy: proxy.address, ...more })(peer)) };
};
/** The error of a dial through a fake proxy. */
const failureOf = async (options: SocksProxyOptions, more: Partial<Parameters<typeof socks5>[0]> = {}) => {
  const { end, values } = await through(options, more);
  const error = await end();
  expect(values).to.deep.equal([]);
  return error as SocksError;
};

describe('socks5', () => {
  afterEach(async () => {
    sinon.restore();
    await closeRealPeers();
  });

  describe('a connection', () => {
    it('is that of the proxy, which leads to the peer', async () => {
      const { proxy, value, values, isOver, subscription } = await through();
      const socket = await value();
      expect(socket.remotePort).to.equal(proxy.address.port);
      socket.write('hello');
      expect(String(await once(socket, 'data'))).to.equal('hello');
      expect([values.length, isOver()]).to.deep.equal([1, false]);
      expect(proxy.asked).to.deep.equal([{ methods: [0], command: 1, ...peer }]);
      subscription.unsubscribe();
    });

    it('leads to hosts of every type, and asks no resolver of ours', async () => {
      const proxy = await socksProxy();
      const lookup = resolveNothing();
      const others = [sinon.spy(dns, 'resolve'), sinon.spy(dns, 'resolve4'), sinon.spy(dns.promises, 'lookup')];
      const dial = socks5({ proxy: proxy.address, isolate: true });
      const onion = `${'a'.repeat(56)}.onion`;
      const hosts = ['192.0.2.1', '2001:db8::1', 'example.com', onion, 'localhost', 'Example.COM.'];
      for (const host of hosts) await watch(dial({ host, port: 1 })).value();
      const ipv6 = '2001:0db8:0000:0000:0000:0000:0000:0001';
      expect(proxy.asked.map(({ host }) => host)).to.deep.equal([
        ...['192.0.2.1', ipv6, 'example.com', onion, 'localhost', 'example.com'],
      ]);
      for (const asked of [lookup, ...others]) expect(asked.called).to.be.false;
    });

    it('needs the resolver for the proxy’s own name, and for no other', async () => {
      const proxy = await socksProxy();
      const lookup = resolveTo(proxy.address.host);
      const dial = socks5({ proxy: { ...proxy.address, host: 'proxy.test' } });
      await watch(dial({ host: 'peer.test', port: 1 })).value();
      expect(lookup.args.map(([name]) => name as unknown)).to.deep.equal(['proxy.test']);
      expect(proxy.asked[0]?.host).to.equal('peer.test');
    });

    it('is not dialled before the subscription, and anew for each', async () => {
      const proxy = await socksProxy();
      const connection$ = socks5({ proxy: proxy.address })(peer);
      await turn();
      expect(proxy.accepted).to.equal(0);
      const [first, second] = [watch(connection$), watch(connection$)];
      expect(await first.value()).not.to.equal(await second.value());
      first.subscription.unsubscribe();
      expect(second.values[0]?.destroyed).to.be.false;
      second.subscription.unsubscribe();
    });

    it('comes of answers a byte at a time, too', async () => {
      const { value, subscription } = await through({ slow: true }, { auth: { username: 'ada', password: 'xy' } });
      const socket = await value();
      socket.write('hello');
      let heard = '';
      while (heard !== 'hello') heard += String(await once(socket, 'data'));
      subscription.unsubscribe();
    });

    it('has what the peer says at once, behind the answer of the proxy', async () => {
      const answer = () => Uint8Array.of(...success, ...Buffer.from('welcome'));
      const consumers: Readonly<Record<string, (socket: Socket) => Promise<string>>> = {
        data: async (socket) => String(await once(socket, 'data')),
        readable: async (socket) => {
          await once(socket, 'readable');
          return String(socket.read());
        },
        iterator: async (socket) => {
          for await (const chunk of socket) return String(chunk);
          return '';
        },
      };
      for (const [name, consume] of Object.entries(consumers)) {
        for (const late of [false, true]) {
          const proxy = await socksProxy({ answer, peer: silent });
          const welcome = new Promise<string>((resolve, reject) => {
            socks5({ proxy: proxy.address })(peer).subscribe({
              next: (socket) => {
                const consumed = late ? turn().then(() => consume(socket)) : consume(socket);
                void consumed.then(resolve, reject);
              },
              error: () => undefined, // of an iterator that was left
            });
          });
          expect(await welcome, name).to.equal('welcome');
        }
      }
    });

    it('is the whole stream, whatever its size', async () => {
      const megabyte = Buffer.alloc(1_000_000, 'x');
      const { value, end } = await through({ peer: (socket) => void socket.end(megabyte) });
      const socket = await value();
      let size = 0;
      for await (const chunk of socket) size += (chunk as Buffer).length;
      expect(size).to.equal(megabyte.length);
      expect(await end()).to.equal('complete');
    });
  });

  describe('signing in', () => {
    it('offers credentials that are given, and manages without', async () => {
      const auth = { username: 'ada', password: 'löve' };
      const taken = await through({}, { auth });
      await taken.value();
      expect(taken.proxy.asked).to.deep.equal([{ methods: [0, 2], ...auth, command: 1, ...peer }]);
      const spared = await through({ method: () => bytes('0500') }, { auth });
      await spared.value();
      expect(spared.proxy.asked).to.deep.equal([{ methods: [0, 2], command: 1, ...peer }]);
    });

    it('isolates: each connection has its own credentials, and does not do without', async () => {
      const proxy = await socksProxy();
      const connection$ = socks5({ proxy: proxy.address, isolate: true })(peer);
      for (let count = 0; count < 5; count += 1) await watch(connection$).value();
      const names = proxy.asked.map(({ username = '' }) => username);
      const passwords = proxy.asked.map(({ password = '' }) => password);
      expect(new Set([...names, ...passwords])).to.have.property('size', 10);
      for (const secret of [...names, ...passwords]) expect(secret).to.match(/^[\da-f]{32}$/);
      expect(proxy.asked.every(({ methods }) => methods.length === 1 && methods[0] === 2)).to.be.true;
      expect(await failureOf({ method: () => bytes('0500') }, { isolate: true })).to.include({ code: 'protocol' });
    });

    it('says so when the proxy does not let us', async () => {
      expect(await failureOf({ method: () => bytes('05ff') })).to.include({ code: 'method' });
      const auth = { username: 'ada', password: 'wrong' };
      expect(await failureOf({ credentials: () => bytes('0101') }, { auth })).to.include({ code: 'auth' });
    });
  });

  describe('a dial that fails', () => {
    it('has the error of its status', async () => {
      for (const status of [1, 2, 3, 4, 5, 6, 7, 8, 9, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xff]) {
        const error = await failureOf({ answer: () => failure(status) });
        expect(isSocksError(error, statusError(status).code), String(status)).to.be.true;
        expect(error.status).to.equal(status);
      }
      expect(isLocalFault(await failureOf({ answer: () => failure(5) }))).to.be.false;
    });

    it('is charged to no address where the proxy is not there', async () => {
      const { values, end } = watch(socks5({ proxy: await refusingAddress() })(peer));
      const error = (await end()) as SocksError;
      expect(isSocksError(error, 'proxy')).to.be.true;
      expect(error.message).to.match(/^The proxy cannot be reached: connect ECONNREFUSED/);
      expect(error.cause).to.include({ code: 'ECONNREFUSED' });
      expect(isLocalFault(error)).to.be.true;
      expect(values).to.deep.equal([]);
    });

    it('is the proxy’s where it breaks off before it knows what we want', async () => {
      for (const behaviour of [hangUp, reset, sayAndHangUp('\x05')]) {
        const proxy = await realPeer(behaviour);
        const error = await watch(socks5({ proxy: proxy.address })(peer)).end();
        expect(isSocksError(error, 'proxy'), String(behaviour)).to.be.true;
        expect(isLocalFault(error)).to.be.true;
      }
      for (const behaviour of [hangUp, reset]) {
        expect(await failureOf({ method: () => behaviour })).to.include({ code: 'proxy' });
      }
    });

    it('is the peer’s, for all we know, where the proxy breaks off later', async () => {
      for (const behaviour of [hangUp, reset, sayAndHangUp('\x05\x00\x00\x01')]) {
        const error = await failureOf({ answer: () => behaviour });
        expect(isSocksError(error, 'closed'), String(behaviour)).to.be.true;
        expect(isLocalFault(error)).to.be.false;
      }
    });

    it('is told where something else answers than SOCKS', async () => {
      for (const answer of ['HTTP/1.0 400 Bad Request\r\n\r\n', '\x04\x5a', 'SSH-2.0-OpenSSH_9.2\r\n']) {
        const proxy = await realPeer((socket) => void socket.resume().write(answer));
        const error = await watch(socks5({ proxy: proxy.address })(peer)).end();
        expect(isSocksError(error, 'protocol'), answer).to.be.true;
      }
      expect(await failureOf({ answer: () => Buffer.from('garbage') })).to.include({ code: 'protocol' });
    });

    it('has a limit, if one is given: from the subscription to the answer', async () => {
      const mute = await realPeer(silent);
      const refused = watch(socks5({ proxy: mute.address, timeout: 20 })(peer));
      const error = await refused.end();
      expect(isConnectionError(error, 'timeout')).to.be.true;
      expect(error).to.have.property('message', 'The proxy had not answered within 20 ms');
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
      const { value, isOver, subscription } = await through({ peer: silent }, { timeout: 2_000 });
      await value();
      clock.tick(60_000);
      expect(isOver()).to.be.false;
      subscription.unsubscribe();
    });

    it('is told, not thrown, and nothing is dialled, when there can be no such address', async () => {
      const proxy = await socksProxy();
      const dial = socks5({ proxy: proxy.address });
      const impossible = [
        { host: '', port: 1 },
        { host: 'a', port: 0 },
        { host: 'a', port: 65_536 },
        { host: 'a', port: 1.5 },
        undefined as never,
      ];
      for (const address of impossible) expect(await watch(dial(address)).end()).to.be.instanceOf(ArgumentError);
      for (const host of ['a'.repeat(256), 'a b', 'fe80::1%eth0', 'bücher.example']) {
        expect(isSocksError(await watch(dial({ host, port: 1 })).end(), 'host'), host).to.be.true;
      }
      await turn();
      expect(proxy.accepted).to.equal(0);
    });
  });

  describe('the end', () => {
    it('completes when the peer hangs up', async () => {
      const { values, end } = await through({ peer: hangUp });
      expect(await end()).to.equal('complete');
      expect(values).to.have.lengthOf(1);
    });

    it('is an error when the connection breaks, as Node tells it', async () => {
      const { proxy, value, end } = await through({ peer: silent });
      await value();
      for (const socket of proxy.sockets) socket.resetAndDestroy();
      expect(await end()).to.include({ code: 'ECONNRESET' });
    });

    it('comes of silence, if there is a limit, which counts from the connection on', async () => {
      const clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      const asking = await through({ answer: () => silent }, { idle: 1_000 });
      while (asking.proxy.asked[0]?.port === undefined) await turn();
      clock.tick(60_000);
      expect(asking.isOver()).to.be.false;
      asking.subscription.unsubscribe();

      const { value, end } = await through({ peer: silent }, { idle: 1_000 });
      const socket = await value();
      clock.tick(1_000);
      expect(isConnectionError(await end(), 'timeout')).to.be.true;
      expect(socket.destroyed).to.be.true;
      expect(clock.countTimers()).to.equal(0);
    });
  });

  describe('an unsubscription', () => {
    it('destroys the socket in the same turn, in whatever phase', async () => {
      const connect = sinon.spy(Socket.prototype, 'connect');
      const opened = () => connect.thisValues.at(-1) as Socket;
      const phases: readonly SocksProxyOptions[] = [
        { method: () => silent },
        { credentials: () => silent },
        { answer: () => silent },
        { peer: silent },
      ];
      const auth = { username: 'ada', password: 'xy' };
      for (const options of phases) {
        const { proxy, subscription, isOver, values } = await through(options, { auth, idle: 60_000, timeout: 60_000 });
        const established = options.peer !== undefined;
        while (established ? values.length === 0 : proxy.asked.length === 0) await turn();
        for (let turns = 0; turns < 5; turns += 1) await turn();
        const ours = opened();
        expect(ours.destroyed).to.be.false;
        subscription.unsubscribe();
        expect(ours.destroyed).to.be.true;
        for (const event of ['readable', 'data', 'timeout']) expect(ours.listenerCount(event), event).to.equal(0);
        expect(isOver()).to.be.false;
        await proxy.close();
      }
    });

    it('may come from inside `next`', async () => {
      const proxy = await socksProxy();
      const destroyed = await new Promise<boolean>((resolve) => {
        const subscription = socks5({ proxy: proxy.address, idle: 10 })(peer).subscribe((socket) => {
          subscription.unsubscribe();
          resolve(socket.destroyed);
        });
      });
      expect(destroyed).to.be.true;
    });

    it('leaves no socket and no error for the process to die of', async () => {
      const before = sockets();
      const slow = await socksProxy({ slow: true });
      const good = await socksProxy();
      for (let turns = 0; turns < 12; turns += 1) {
        const subscriptions = [slow, good].flatMap(({ address }) =>
          Array.from({ length: 5 }, () => socks5({ proxy: address, isolate: true, timeout: 60_000 })(peer).subscribe()),
        );
        for (let count = 0; count < turns; count += 1) await turn();
        for (const subscription of subscriptions) subscription.unsubscribe();
      }
      while (slow.sockets.size + good.sockets.size > 0) await turn();
      await turn();
      expect(sockets()).to.be.at.most(before);
    });
  });

  it('ends with a connection or an error of its own, whatever the proxy says', async () => {
    const good = bytes('0502 0100 05000001 c0000207 1234 abcdef');
    const said = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat(18), fc.uint8Array({ maxLength: 4 })).map(([place, more]) => {
        return Uint8Array.of(...good.subarray(0, place), ...more, ...good.subarray(place + more.length));
      }),
    );
    let words = good;
    let hangsUp: (socket: Socket) => unknown = silent;
    const proxy = await realPeer((socket) => {
      socket.resume().write(words);
      hangsUp(socket);
    });
    const dial = socks5({ proxy: proxy.address, auth: { username: 'ada', password: 'xy' }, timeout: 5_000 });
    const ends = fc.constantFrom((socket: Socket) => socket.end(), reset);
    await fc.assert(
      fc.asyncProperty(said, ends, async (some, end) => {
        words = some;
        hangsUp = end;
        const { end: ended, value, subscription } = watch(dial(peer));
        const socket = await value().catch(() => undefined);
        socket?.resume();
        const error = await ended();
        subscription.unsubscribe();
        if (!socket) expect(isSocksError(error), String(error)).to.be.true;
      }),
      { numRuns: Math.min(runs(60), 5_000) },
    );
  });

  describe('its options', () => {
    it('are those of tcp, to the proxy', async () => {
      const noDelay = sinon.spy(Socket.prototype, 'setNoDelay');
      const { value, subscription } = await through({}, { noDelay: true, keepAlive: 5_000, localAddress: '127.0.0.1' });
      const socket = await value();
      expect(socket.localAddress).to.equal('127.0.0.1');
      subscription.unsubscribe();
      noDelay.restore();
    });

    it('are refused where they cannot be', () => {
      const proxy = { host: '127.0.0.1', port: 9050 };
      const refuses = (options: object, message: string) => {
        expect(() => socks5({ proxy, ...options }), message).to.throw(ArgumentError, message);
      };
      refuses({ proxy: undefined }, 'Expected `address` to be a host and a port, got `undefined`');
      refuses({ proxy: { host: '', port: 1 } }, 'Expected `host` to be an IP address or a host name');
      refuses({ proxy: { host: 'a', port: 0 } }, 'Expected `port` to be a whole number from 1 to 65535');
      refuses({ isolated: true }, 'did you mean `isolate`?');
      refuses({ isolate: 1 }, 'Expected `isolate` to be a boolean, got `1`');
      refuses({ timeout: 0 }, 'Expected `timeout` to be a number > 0');
      refuses({ idle: 0 }, 'Expected `idle` to be a number > 0');
      refuses({ auth: 'ada' }, 'Expected `credentials` to be an object');
      refuses({ auth: { username: 'ada', pass: '' } }, 'Expected each credential to be one of');
      refuses(
        { auth: { username: 'ada', password: 'x'.repeat(256) } },
        'Expected `password` to be a text of 0 to 255 bytes',
      );
      refuses({ auth: { username: 'a', password: '', required: 1 } }, 'Expected `required` to be a boolean');
      refuses(
        { isolate: true, auth: { username: 'a', password: '' } },
        'Expected either `auth` or `isolate`, got both',
      );
      expect(() => socks5({ proxy: { host: 'a.onion', port: 1 } })).to.throw('needs a proxy');
    });
  });

  it('lets a manager charge no address when the proxy is down', async () => {
    const dial = socks5({ proxy: await refusingAddress() });
    const manager = new ConnectionManager({ dial, retryDuration: 10, random: () => 0 });
    const waits: number[] = [];
    manager.events$.subscribe((event) => {
      if (event.type === 'waiting') waits.push(event.failures);
    });
    manager.start().connect(peer, { permanent: true });
    while (waits.length < 5) await turn();
    expect(waits.slice(0, 5)).to.deep.equal([0, 0, 0, 0, 0]);
    await manager.stop();
  });
});

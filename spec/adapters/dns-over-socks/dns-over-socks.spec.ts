import dns from 'node:dns';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import type { Answer } from 'dns-packet';
import { ArgumentError, isConnectionError, isSocksError, type Lookup } from 'rx-connmgr';
import { torLookup } from 'rx-connmgr/node';
import sinon from 'sinon';
import { dnsOverSocks, isDnsError, type DnsOverSocksOptions } from '../../../lib/adapters/dns-over-socks/index.js';
import { dnsServer, type DnsQuestion, type DnsReaction } from '../../support/dns-over-tcp.js';
import { closeRealPeers, hangUp, refusingAddress, reset, silent } from '../../support/real-peers.js';
import { failure, socksProxy, success, type SocksProxyOptions } from '../../support/socks-proxy.js';
import { watch } from '../../support/watch.js';

const name = 'seed.test';
const records: readonly Answer[] = [
  { type: 'A', name, data: '192.0.2.1' },
  { type: 'A', name, data: '192.0.2.2' },
  { type: 'AAAA', name, data: '2001:db8::1' },
];
const ofKind = ({ type }: DnsQuestion) => records.filter((record) => record.type === type);

/** Looks `name` up at a server that answers so, through a proxy that leads to it. */
const through = async (
  answer: (question: DnsQuestion) => DnsReaction,
  options: Partial<DnsOverSocksOptions> = {},
  proxied: SocksProxyOptions = {},
) => {
  const server = await dnsServer(answer);
  const proxy = await socksProxy({ leadTo: () => server.address, ...proxied });
  const lookup = dnsOverSocks({ proxy: proxy.address, server: { host: 'dns.test', port: 53 }, ...options });
  return { server, proxy, lookup, ...watch(lookup(name)) };
};
const codeOf = async (answer: (question: DnsQuestion) => DnsReaction, proxied?: SocksProxyOptions) => {
  const { end } = await through(answer, {}, proxied);
  const error = await end();
  return isDnsError(error) || isSocksError(error) ? error.code : error;
};

describe('dnsOverSocks', () => {
  afterEach(async () => {
    sinon.restore();
    await closeRealPeers();
  });

  it('is a lookup: one value, all addresses of both kinds', async () => {
    const { end, values, proxy, server, lookup } = await through(ofKind);
    expect(await end()).to.equal('complete');
    expect(values).to.deep.equal([['192.0.2.1', '192.0.2.2', '2001:db8::1']]);
    expect(proxy.asked.map(({ command, host, port }) => [command, host, port])).to.deep.equal([
      [1, 'dns.test', 53],
      [1, 'dns.test', 53],
    ]);
    expect(server.asked.map(({ type }) => type)).to.have.members(['A', 'AAAA']);
    const typed: Lookup = lookup;
    expect(typed).to.be.a('function');
  });

  it('asks nobody before the subscription, and no resolver of ours ever', async () => {
    const { lookup, end, proxy } = await through(ofKind);
    const resolver = sinon.spy(dns, 'lookup');
    await end();
    const before = proxy.accepted;
    const addresses$ = lookup(name);
    await turn();
    expect(proxy.accepted).to.equal(before);
    await watch(addresses$).value();
    expect(proxy.accepted).to.equal(before + 2);
    expect(resolver.called).to.be.false;
  });

  it('is content with one kind, whatever becomes of the other', async () => {
    const onlyFour = (reaction: DnsReaction) => (question: DnsQuestion) =>
      question.type === 'A' ? ofKind(question) : reaction;
    for (const reaction of [[], 2, 3, new Uint8Array([0, 1, 0]), hangUp, reset]) {
      const { value } = await through(onlyFour(reaction));
      expect(await value()).to.deep.equal(['192.0.2.1', '192.0.2.2']);
    }
    const { value } = await through(onlyFour(silent), { timeout: 100 });
    expect(await value()).to.deep.equal(['192.0.2.1', '192.0.2.2']);
    const six = await through((question) => (question.type === 'A' ? 2 : ofKind(question)));
    expect(await six.value()).to.deep.equal(['2001:db8::1']);
  });

  it('tells each address once', async () => {
    const twice = await through(() => [...records, ...records, { type: 'AAAA', name, data: '::ffff:192.0.2.1' }]);
    expect(await twice.value()).to.deep.equal(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
  });

  it('takes answers a byte at a time', async () => {
    const slowly = (socket: Socket, bytes: Uint8Array) => {
      const [first, ...rest] = bytes;
      if (first === undefined || socket.destroyed) return;
      socket.write(Uint8Array.of(first));
      setImmediate(() => slowly(socket, Uint8Array.from(rest)));
    };
    const server = await dnsServer(ofKind, slowly);
    const proxy = await socksProxy({ leadTo: () => server.address });
    const lookup = dnsOverSocks({ proxy: proxy.address, server: server.address });
    expect(await watch(lookup(name)).value()).to.have.lengthOf(3);
  });

  it('asks nobody for an address, nor for an onion name or what is no name', async () => {
    const { lookup, end, proxy } = await through(ofKind);
    await end();
    const before = proxy.accepted;
    expect(await watch(lookup('192.0.2.9')).value()).to.deep.equal(['192.0.2.9']);
    expect(await watch(lookup('2001:DB8::9')).value()).to.deep.equal(['2001:db8::9']);
    expect(isSocksError(await watch(lookup('a.onion')).end(), 'onion')).to.be.true;
    expect(isDnsError(await watch(lookup('a b')).end(), 'EBADNAME')).to.be.true;
    await turn();
    expect(proxy.accepted).to.equal(before);
  });

  it('says why there is no address', async () => {
    expect(await codeOf(() => 3)).to.equal('ENOTFOUND');
    expect(await codeOf(() => 2)).to.equal('ESERVFAIL');
    expect(await codeOf(() => [])).to.equal('ENODATA');
    expect(await codeOf(({ type }) => (type === 'A' ? [] : 2))).to.equal('ESERVFAIL');
    expect(await codeOf(() => Buffer.from('garbage, which is long enough'.repeat(9_000)))).to.equal('EBADRESP');
    expect(await codeOf(() => hangUp)).to.equal('EOF');
    expect(await codeOf(() => reset)).to.equal('EOF');
  });

  it('says what is wrong with the proxy', async () => {
    expect(await codeOf(ofKind, { leadTo: await refusingAddress().then((gone) => () => gone) })).to.equal('refused');
    const server = { host: '192.0.2.53', port: 53 };
    const gone = await watch(dnsOverSocks({ proxy: await refusingAddress(), server })(name)).end();
    expect(isSocksError(gone, 'proxy')).to.be.true;
  });

  it('has a limit, half a minute by default, wherever it hangs', async () => {
    for (const proxied of [{ peer: silent }, { method: () => silent }, { answer: () => silent }]) {
      const clock = sinon.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
      });
      const proxy = await socksProxy({ answer: () => success, ...proxied });
      const { end, isOver } = watch(dnsOverSocks({ proxy: proxy.address, server: proxy.address })(name));
      while (proxy.asked.length < 2) await turn();
      clock.tick(29_999);
      expect(isOver()).to.be.false;
      clock.tick(1);
      expect(isConnectionError(await end(), 'timeout')).to.be.true;
      expect(clock.countTimers()).to.equal(0);
      clock.restore();
    }
  });

  it('is cancelled in the same turn', async () => {
    const connect = sinon.spy(Socket.prototype, 'connect');
    const { server, subscription, proxy } = await through(() => silent);
    while (server.asked.length < 2) await turn();
    const ours = connect.thisValues.filter(({ remotePort }: Socket) => remotePort === proxy.address.port) as Socket[];
    expect(ours.map(({ destroyed }) => destroyed)).to.deep.equal([false, false]);
    subscription.unsubscribe();
    expect(ours.map(({ destroyed }) => destroyed)).to.deep.equal([true, true]);
  });

  it('isolates, or signs in', async () => {
    const isolated = await through(ofKind, { isolate: true });
    await isolated.value();
    expect(new Set(isolated.proxy.asked.map(({ username }) => username))).to.have.property('size', 2);
    const auth = { username: 'ada', password: 'xy' };
    const known = await through(ofKind, { auth });
    await known.value();
    expect(known.proxy.asked[0]).to.include(auth);
  });

  it('helps out where a proxy does not resolve', async () => {
    const server = await dnsServer(ofKind);
    const resolving = 0xf0;
    const proxy = await socksProxy({
      answer: ({ command }) => (command === resolving ? failure(7) : success),
      leadTo: undefined as never,
      peer: (socket) => {
        const peer = new Socket().connect(server.address.port, server.address.host);
        socket.pipe(peer).pipe(socket);
      },
    });
    const otherwise = dnsOverSocks({ proxy: proxy.address, server: server.address });
    const { value } = watch(torLookup(proxy.address, { otherwise })(name));
    expect(await value()).to.deep.equal(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
    expect(proxy.asked.map(({ command }) => command)).to.deep.equal([resolving, 1, 1]);
  });

  it('refuses what cannot be', () => {
    const proxy = { host: '127.0.0.1', port: 1080 };
    const server = { host: '192.0.2.53', port: 53 };
    const refuses = (options: object, message: string) =>
      expect(() => dnsOverSocks({ proxy, server, ...options })).to.throw(ArgumentError, message);
    refuses({ sever: server }, 'did you mean `server`?');
    refuses({ server: undefined }, 'Expected `address` to be a host and a port');
    refuses({ server: { host: '192.0.2.53', port: 0 } }, 'Expected `port`');
    refuses({ timeout: 0 }, 'Expected `timeout` to be a number > 0');
    refuses({ isolate: 'yes' }, 'Expected `isolate` to be a boolean');
  });
});

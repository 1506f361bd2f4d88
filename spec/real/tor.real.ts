import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { formatAddress, isConnectionError, isSocksError, type Address } from 'rx-connmgr';
import { socks5, torLookup, torReverseLookup } from 'rx-connmgr/node';
import type { Observable } from 'rxjs';
import { dnsOverSocks } from '../../lib/adapters/dns-over-socks/index.js';
import { watch } from '../support/watch.js';
import { startDnsmasq, type Dnsmasq } from './support/dnsmasq.js';
import { runProgram, until } from './support/program.js';
import { startTorNetwork, type TorNetwork } from './support/tor-network.js';

const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCPSocket')).length;

/** Each exit has a DNS server of its own, which tells by `exit.test` which one it is. */
const records = (exit: number) => ({
  'seed.test': ['192.0.2.1', '192.0.2.2'],
  'six.test': ['2001:db8::1'],
  'peer.test': ['127.0.0.1'],
  'public.test': ['8.8.4.7'],
  'many.test': Array.from({ length: 60 }, (_, host) => `10.0.0.${host + 1}`),
  'exit.test': [`198.51.100.${exit + 1}`],
});

/** What the peer says first. */
const said = async (dial$: Observable<Socket>): Promise<string> => {
  const { value, subscription } = watch(dial$);
  const socket = await value();
  const word = String(await once(socket, 'data'));
  subscription.unsubscribe();
  return word;
};

describe('Tor, for real', () => {
  let peer: Server;
  let address: Address;
  let servers: readonly Dnsmasq[] = [];
  let network: TorNetwork | undefined;

  before(async function () {
    this.timeout(150_000);
    peer = createServer((socket) => void socket.on('error', () => undefined).end('hello')).listen(0, '127.0.0.1');
    await once(peer, 'listening');
    address = { host: '127.0.0.1', port: (peer.address() as AddressInfo).port };
    servers = await Promise.all(
      Array.from({ length: 6 }, (_, exit) =>
        startDnsmasq({ records: records(exit), aliases: { 'alias.test': 'seed.test' } }),
      ),
    );
    network = await startTorNetwork({ dns: servers.map((server) => server.address), service: address });
  });

  after(async () => {
    await network?.stop();
    await Promise.all(servers.map((server) => server.stop()));
    peer.close();
  });

  const proxy = (): Address => network!.proxy;
  const lookup = (name: string) => torLookup(proxy())(name);
  const dial = (to: Address) => socks5({ proxy: proxy(), timeout: 30_000 })(to);
  const failureOf = async (source$: Observable<unknown>) => {
    const { end, values } = watch(source$);
    const error = await end();
    expect(values).to.deep.equal([]);
    return error;
  };

  describe('a look-up', () => {
    it('finds one address of a name: IPv4, IPv6, by an alias', async () => {
      const [seed, ...more] = await watch(lookup('seed.test')).value();
      expect(seed).to.be.oneOf(['192.0.2.1', '192.0.2.2']);
      expect(more).to.deep.equal([]);
      expect(await watch(lookup('six.test')).value()).to.deep.equal(['2001:db8::1']);
      const [found] = await watch(lookup('alias.test')).value();
      expect(found).to.be.oneOf(['192.0.2.1', '192.0.2.2']);
    });

    it('tells that there is no such name', async () => {
      const error = await failureOf(lookup('nobody.test'));
      expect(isSocksError(error, 'host-unreachable')).to.be.true;
      expect(error).to.have.property('status', 4);
    });

    it('finds nothing where there is too much, but a DNS server behind Tor does', async () => {
      expect(await failureOf(lookup('many.test'))).to.include({ code: 'host-unreachable', status: 4 });
      const beyond = dnsOverSocks({ proxy: proxy(), server: servers[0]!.address });
      expect(await watch(beyond('many.test')).value()).to.have.lengthOf(60);
      expect(await watch(beyond('alias.test')).value()).to.have.members(['192.0.2.1', '192.0.2.2']);
      expect(await failureOf(beyond('nobody.test'))).to.include({ name: 'DnsError', code: 'ENOTFOUND' });
    });

    it('finds the name of an address', async () => {
      const reverse = torReverseLookup(proxy());
      expect(await watch(reverse('8.8.4.7')).value()).to.equal('public.test');
      expect(await watch(reverse('2001:db8::1')).value()).to.equal('six.test');
      expect(isSocksError(await failureOf(reverse('8.8.4.8')), 'host-unreachable')).to.be.true;
    });

    it('reaches several exits where it is isolated, and else one', async () => {
      const reached = async (isolate: boolean) => {
        const ask = torLookup(proxy(), { isolate });
        const found = new Set<string>();
        for (let count = 0; count < 12; count += 1)
          for (const one of await watch(ask('exit.test')).value()) found.add(one);
        return found.size;
      };
      expect(await reached(false)).to.equal(1);
      expect(await reached(true)).to.be.greaterThan(1);
    });
  });

  describe('a connection', () => {
    it('leads to an address, and to a name that is resolved at the exit', async () => {
      expect(await said(dial(address))).to.equal('hello');
      expect(await said(dial({ ...address, host: 'peer.test' }))).to.equal('hello');
    });

    it('tells that the peer refuses, and that there is no such name', async () => {
      const gone = createServer().listen(0, '127.0.0.1');
      await once(gone, 'listening');
      const { port } = gone.address() as AddressInfo;
      await once(gone.close(), 'close');
      const refused = await failureOf(dial({ host: '127.0.0.1', port }));
      expect(isSocksError(refused)).to.be.true;
      expect(refused).to.have.property('status').that.is.oneOf([1, 5]);
      expect(await failureOf(dial({ host: 'nobody.test', port: 1 }))).to.include({ status: 4 });
    });

    it('leads to an onion service', async function () {
      this.timeout(90_000);
      const { onion, extended } = network!;
      // it takes a while until the service is known
      const word = await until(
        () => said(dial({ host: onion, port: 8333 })).catch(() => undefined),
        80_000,
        () => 'the onion service answers',
      );
      expect(word).to.equal('hello');
      const impossible = socks5({ proxy: extended })({ host: `${'a'.repeat(56)}.onion`, port: 8333 });
      expect(isSocksError(await failureOf(impossible), 'onion-address-invalid')).to.be.true;
      expect(isSocksError(await failureOf(lookup(onion)), 'onion')).to.be.true;
    });
  });

  it('serves the example', async () => {
    const example = fileURLToPath(new URL('../../examples/tor.ts', import.meta.url));
    const args = ['--import=tsx/esm', '--conditions=rx-connmgr-source', example];
    const printed = await runProgram(process.execPath, [
      ...args,
      formatAddress(proxy()),
      formatAddress({ ...address, host: 'peer.test' }),
    ]);
    expect(printed.trim().split('\n')).to.have.lengthOf(4);
    expect(printed).to.match(
      /^peer\.test is 127\.0\.0\.1, says an exit\nconnection 1 to peer\.test:\d+, .*\nconnection 2/,
    );
    expect(printed).to.match(/done\n$/);
  });

  describe('at the end', () => {
    it('keeps our limits when the network of Tor hangs, and goes on when it is back', async () => {
      network?.freeze();
      const began = performance.now();
      const limits = { proxy: proxy(), isolate: true, timeout: 2_000 };
      const [asked, dialled] = await Promise.all([
        failureOf(torLookup(proxy(), { isolate: true, timeout: 2_000 })('seed.test')),
        failureOf(socks5(limits)(address)),
      ]);
      expect(performance.now() - began).to.be.within(1_900, 10_000);
      expect([isConnectionError(asked, 'timeout'), isConnectionError(dialled, 'timeout')]).to.deep.equal([true, true]);
      network?.thaw();
      expect(await watch(torLookup(proxy(), { isolate: true, timeout: 60_000 })('seed.test')).value()).to.have.lengthOf(
        1,
      );
    });

    it('leaves no socket', async () => {
      const none = () => (sockets() === 0 ? true : undefined);
      expect(await until(none, 2_000, () => `${sockets()} sockets are open`)).to.be.true;
    });

    it('is not there any more: that is the proxy’s fault', async () => {
      const gone = proxy();
      await network?.stop();
      expect(isSocksError(await failureOf(torLookup(gone)('seed.test')), 'proxy')).to.be.true;
    });
  });
});

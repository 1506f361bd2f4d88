import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import { TRUNCATED_RESPONSE, decode, encode } from 'dns-packet';
import { firstValueFrom, from, take, toArray } from 'rxjs';
import {
  ConnectionManager,
  formatAddress,
  fromDnsSeeds,
  isLookupError,
  type DnsSeedsOptions,
  type SeedFailure,
  type Sighting,
} from 'rx-connmgr';
import { dnsLookup, tcp, type DnsLookupOptions } from 'rx-connmgr/node';
import { startDnsServer, type DnsServer } from '../../examples/support/dns-server.js';
import { isLocalFault } from '../../lib/core/local-fault.js';
import { closeRealPeers, realPeer } from '../support/real-peers.js';
import { watch } from '../support/watch.js';
import { startDnsmasq, type Dnsmasq } from './support/dnsmasq.js';

const count = 30;
const numbers = Array.from({ length: count }, (_, i) => i + 1);
const ipv4 = (name: string) => numbers.map((i) => `host-record=${name},11.0.0.${i},2600::${i.toString(16)}`);
const many = Array.from({ length: 300 }, (_, i) => `host-record=many.test,11.1.${i >> 8}.${i & 255}`);

describe('a real resolver', () => {
  let upstream: DnsServer;
  let dnsmasq: Dnsmasq;

  before(async () => {
    // What dnsmasq cannot be told to do by itself: to fail, and to be silent.
    upstream = await startDnsServer(({ name }) => (name.includes('silent') ? 'silence' : 'SERVFAIL'));
    const [host = '', port = ''] = upstream.server.split(':');
    dnsmasq = await startDnsmasq({
      knowsAll: false,
      more: [
        ...ipv4('seed.test'),
        ...ipv4('x9.filtering.test'),
        ...many,
        'host-record=four.test,11.2.0.1',
        'host-record=six.test,2600::6',
        'host-record=private.test,10.0.0.1,fd00::1',
        'host-record=peer.test,127.0.0.1',
        'local=/nothing.test/',
        `server=/broken.test/${host}#${port}`,
        `server=/silent.test/${host}#${port}`,
      ].map((line) => `--${line}`),
    });
  });

  after(async () => {
    await closeRealPeers();
    await dnsmasq.stop();
    await upstream[Symbol.asyncDispose]();
  });

  const ask = (name: string, options?: DnsLookupOptions) =>
    watch(from(dnsLookup({ servers: [formatAddress(dnsmasq.address)], ...options })(name)));

  describe('through dnsLookup', () => {
    it('answers with thirty addresses of each family, by turns', async () => {
      const ips = await ask('seed.test').value();
      expect(ips.filter((ip) => ip.includes(':'))).to.have.members(numbers.map((i) => `2600::${i.toString(16)}`));
      expect(ips.filter((ip) => !ip.includes(':'))).to.have.members(numbers.map((i) => `11.0.0.${i}`));
      expect(ips.map((ip) => ip.includes(':'))).to.deep.equal(numbers.flatMap(() => [true, false]));
    });

    it('answers with one family where there is one', async () => {
      expect(await ask('four.test').value()).to.deep.equal(['11.2.0.1']);
      expect(await ask('six.test').value()).to.deep.equal(['2600::6']);
    });

    it('answers by TCP with what is too large for UDP', async () => {
      const socket = createSocket('udp4');
      const question = encode({ type: 'query', id: 1, questions: [{ type: 'A', name: 'many.test' }] });
      socket.send(question, dnsmasq.address.port, '127.0.0.1');
      const [message] = (await once(socket, 'message')) as [Buffer];
      socket.close();
      expect((decode(message).flags ?? 0) & TRUNCATED_RESPONSE).to.equal(TRUNCATED_RESPONSE);
      expect(await ask('many.test').value()).to.have.lengthOf(many.length);
    });

    it('says what is wrong with a name, and with itself', async () => {
      const failures = [
        ['a.nothing.test', 'ENOTFOUND', false],
        ['a.broken.test', 'ESERVFAIL', false],
        ['unknown.test', 'EREFUSED', true],
        ['a.silent.test', 'ETIMEOUT', true],
      ] as const;
      for (const [name, code, local] of failures) {
        const error = await ask(name, { timeout: 2_000 }).end();
        expect(isLookupError(error, code), `${name}: ${String(error)}`).to.be.true;
        expect(isLocalFault(error), name).to.equal(local);
      }
    });

    it('is not waited for after the unsubscription', async () => {
      const asked = upstream.questions.length;
      const { subscription, values, isOver } = ask('b.silent.test');
      while (upstream.questions.length === asked) await new Promise((resolve) => setImmediate(resolve));
      subscription.unsubscribe();
      expect([values, isOver()]).to.deep.equal([[], false]);
    });

    it('is asked where a permanent peer is, at each attempt', async () => {
      const peer = await realPeer((socket) => socket.resume().end(), { host: '127.0.0.1' });
      const lookup = dnsLookup({ servers: [formatAddress(dnsmasq.address)] });
      const manager = new ConnectionManager({ dial: tcp({ lookup }), backoff: () => 10 }).start();
      manager.connect({ host: 'peer.test', port: peer.address.port }, { permanent: true });
      await firstValueFrom(manager.connections$.pipe(take(3), toArray()));
      expect(peer.accepted).to.be.at.least(3);
      await manager.stop();
    });
  });

  describe('through fromDnsSeeds', () => {
    const seeded = async (seeds: readonly string[], options: Partial<DnsSeedsOptions> = {}) => {
      const failures: SeedFailure[] = [];
      const sighting$ = fromDnsSeeds(seeds, {
        ...{ port: 8_333, lookup: dnsLookup({ servers: [formatAddress(dnsmasq.address)], timeout: 2_000 }) },
        ...options,
        failed: (failure) => failures.push(failure),
      });
      const sightings: readonly Sighting[] = await firstValueFrom(sighting$.pipe(toArray()));
      return { sightings, failures };
    };

    it('gives addresses of both families, backdated', async () => {
      const { sightings, failures } = await seeded(['seed.test']);
      expect(sightings).to.have.lengthOf(2 * count);
      const days = sightings.map(({ seen = 0 }) => (Date.now() - seen) / 86_400_000);
      expect(Math.min(...days)).to.be.at.least(3);
      expect(Math.max(...days)).to.be.below(7.01);
      expect(failures).to.deep.equal([]);
    });

    it('asks a filtering seed for the services that are wanted', async () => {
      const { sightings } = await seeded(['filtering.test'], { services: 9n });
      expect(sightings).to.have.lengthOf(2 * count);
      expect(sightings.every(({ services }) => services === 9n)).to.be.true;
    });

    it('takes no more than 256 of a seed, and goes on without those that fail, are silent or lie', async () => {
      const { sightings, failures } = await seeded([
        ...['many.test', 'private.test', 'a.nothing.test', 'a.broken.test', 'c.silent.test', 'unknown.test'],
      ]);
      expect(sightings).to.have.lengthOf(256);
      const codes = failures.map(({ seed, error }) => `${seed} ${(error as { readonly code: string }).code}`);
      expect(codes).to.have.members([
        ...['private.test ENODATA', 'a.nothing.test ENOTFOUND', 'a.broken.test ESERVFAIL', 'c.silent.test ETIMEOUT'],
        'unknown.test EREFUSED',
      ]);
    });
  });
});

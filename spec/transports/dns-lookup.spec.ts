import { Resolver } from 'node:dns';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { from } from 'rxjs';
import { ArgumentError, isLookupError, type LookupError } from 'rx-connmgr';
import { dnsLookup, type DnsLookupOptions } from 'rx-connmgr/node';
import sinon from 'sinon';
import { startDnsServer, type DnsQuestion, type DnsReply, type DnsServer } from '../../examples/support/dns-server.js';
import { isLocalFault } from '../../lib/core/local-fault.js';
import { watch } from '../support/watch.js';

describe('dnsLookup', () => {
  let server: DnsServer | undefined;

  afterEach(async () => {
    sinon.restore();
    await server?.[Symbol.asyncDispose]();
    server = undefined;
  });

  /** Starts a server that replies so, and returns a lookup that asks it. */
  const serve = async (reply: (question: DnsQuestion) => DnsReply, options?: DnsLookupOptions) => {
    const started = await startDnsServer(reply);
    server = started;
    const lookup = dnsLookup({ servers: [started.server], ...options });
    return { ask: (name: string) => watch(from(lookup(name))), questions: started.questions };
  };
  const both = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'];
  const byType =
    (replies: Readonly<Record<string, DnsReply>>) =>
    ({ type }: DnsQuestion): DnsReply =>
      replies[type] ?? 'REFUSED';
  const errorOf = async (reply: (question: DnsQuestion) => DnsReply, options?: DnsLookupOptions) => {
    const { ask } = await serve(reply, options);
    const error = await ask('peer.test').end();
    expect(isLookupError(error), String(error)).to.be.true;
    return error as LookupError;
  };

  describe('an answer', () => {
    it('joins both families, by turns, IPv6 first', async () => {
      const { ask, questions } = await serve(() => both);
      const { value, values, end } = ask('peer.test');
      expect(await value()).to.deep.equal(['2001:db8::1', '192.0.2.1', '2001:db8::2', '192.0.2.2']);
      expect(await end()).to.equal('complete');
      expect(values).to.have.lengthOf(1);
      expect(questions.map(({ type }) => type)).to.have.members(['A', 'AAAA']);
    });

    it('is of the families that are asked for, the preferred first', async () => {
      const { ask, questions } = await serve(() => both, { families: [4] });
      expect(await ask('peer.test').value()).to.deep.equal(['192.0.2.1', '192.0.2.2']);
      expect(questions.map(({ type }) => type)).to.deep.equal(['A']);
      await server?.[Symbol.asyncDispose]();
      const preferred = await serve(() => both, { families: [4, 6, 4] });
      expect((await preferred.ask('peer.test').value())[0]).to.equal('192.0.2.1');
    });

    it('is that of one family where the other fails, however it does', async () => {
      const failures: readonly DnsReply[] = ['SERVFAIL', 'NXDOMAIN', 'REFUSED', 'NOTIMP', [], Buffer.from('nonsense')];
      for (const failure of failures) {
        const { ask } = await serve(byType({ A: both, AAAA: failure }));
        expect(await ask('peer.test').value(), inspect(failure)).to.deep.equal(['192.0.2.1', '192.0.2.2']);
        await server?.[Symbol.asyncDispose]();
      }
      const { ask } = await serve(byType({ A: 'SERVFAIL', AAAA: both }));
      expect(await ask('peer.test').value()).to.deep.equal(['2001:db8::1', '2001:db8::2']);
    });

    it('is that of one family a second later where the other is never answered', async () => {
      const { ask } = await serve(byType({ A: both, AAAA: 'silence' }));
      const began = performance.now();
      expect(await ask('peer.test').value()).to.deep.equal(['192.0.2.1', '192.0.2.2']);
      expect(performance.now() - began).to.be.within(990, 3_000);
    });

    it('is asked for anew by each subscription, and not before', async () => {
      const started = await startDnsServer(() => both);
      server = started;
      const answer$ = from(dnsLookup({ servers: [started.server], families: [4] })('peer.test'));
      await turn();
      expect(started.questions).to.have.lengthOf(0);
      await watch(answer$).end();
      await watch(answer$).end();
      expect(started.questions).to.have.lengthOf(2);
    });

    it('of many names at once is that of each', async () => {
      const { ask } = await serve(({ name }) => [`192.0.2.${name.slice(1, -5)}`], { families: [4] });
      const names = Array.from({ length: 100 }, (_, i) => `p${i}.test`);
      const told = await Promise.all(names.map((name) => ask(name).value()));
      expect(told).to.deep.equal(names.map((_, i) => [`192.0.2.${i}`]));
    });
  });

  describe('without a question', () => {
    it('answers an IP address with itself', async () => {
      const { ask, questions } = await serve(() => 'SERVFAIL');
      for (const ip of ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', 'fe80::1%eth0']) {
        expect(await ask(ip).value()).to.deep.equal([ip]);
      }
      expect(questions).to.deep.equal([]);
    });

    it('answers localhost with the loopback addresses', async () => {
      const { ask, questions } = await serve(() => 'SERVFAIL');
      for (const name of ['localhost', 'LocalHost.', 'a.localhost']) {
        expect(await ask(name).value()).to.deep.equal(['::1', '127.0.0.1']);
      }
      expect(questions).to.deep.equal([]);
      expect(await watch(from(dnsLookup({ families: [4] })('localhost'))).value()).to.deep.equal(['127.0.0.1']);
    });

    it('knows no onion name: none ever reaches a resolver', async () => {
      const made = sinon.spy(Resolver.prototype, 'resolve4');
      const { ask, questions } = await serve(() => both);
      for (const name of ['peer.onion', 'Peer.ONION', 'peer.onion.', 'www.peer.onion']) {
        const error = await ask(name).end();
        expect(isLookupError(error, 'ENOTFOUND'), name).to.be.true;
        expect((error as Error).message).to.contain('Tor');
      }
      expect(questions).to.deep.equal([]);
      expect(made.called).to.be.false;
    });
  });

  describe('a failure', () => {
    const failures: readonly (readonly [DnsReply, string, boolean])[] = [
      ['NXDOMAIN', 'ENOTFOUND', false],
      [[], 'ENODATA', false],
      ['SERVFAIL', 'ESERVFAIL', false],
      ['NOTIMP', 'ENOTIMP', false],
      [Buffer.from('nonsense'), 'EBADRESP', false],
      ['REFUSED', 'EREFUSED', true],
    ];
    for (const [reply, code, local] of failures) {
      it(`of both families is a LookupError: ${code}`, async () => {
        const error = await errorOf(() => reply);
        expect(error).to.include({ code, host: 'peer.test' });
        expect(error.message).to.contain(code).and.to.contain('peer.test');
        expect(error.errors).to.have.lengthOf(2);
        expect(error.errors?.every((one) => isLookupError(one, code))).to.be.true;
        expect(isLocalFault(error)).to.equal(local);
      });
    }

    it('names what is more than the want of addresses', async () => {
      expect((await errorOf(byType({ A: [], AAAA: 'SERVFAIL' }))).code).to.equal('ESERVFAIL');
      await server?.[Symbol.asyncDispose]();
      expect((await errorOf(byType({ A: 'SERVFAIL', AAAA: [] }))).code).to.equal('ESERVFAIL');
    });

    it('of a resolver that is not there is ours, not the peer’s', async () => {
      const socket = createSocket('udp4');
      await once(socket.bind(0, '127.0.0.1'), 'listening');
      const { port } = socket.address();
      await once(socket.close(), 'close');
      const { end } = watch(from(dnsLookup({ servers: [`127.0.0.1:${port}`] })('peer.test')));
      const error = await end();
      expect(isLookupError(error, 'ECONNREFUSED')).to.be.true;
      expect(isLocalFault(error)).to.be.true;
    });

    it('of a resolver that never answers comes at the timeout, and the question was repeated', async () => {
      const { ask, questions } = await serve(() => 'silence', { timeout: 1_000 });
      const began = performance.now();
      const error = await ask('peer.test').end();
      expect(performance.now() - began).to.be.within(990, 3_000);
      expect(isLookupError(error, 'ETIMEOUT')).to.be.true;
      expect((error as Error).message).to.equal('No resolver answered for `"peer.test"` within 1000 ms');
      expect(isLocalFault(error)).to.be.true;
      expect(questions.length).to.be.within(3, 12);
    });

    it('is what cannot be a name', async () => {
      const { ask, questions } = await serve(() => both);
      for (const name of ['a..test', 'a b.test', `${'x'.repeat(64)}.test`, `${'x.'.repeat(130)}test`]) {
        expect(isLookupError(await ask(name).end(), 'EBADNAME'), name).to.be.true;
      }
      expect(questions).to.deep.equal([]);
    });

    it('of one server is made good by the next', async () => {
      const { server: dead, [Symbol.asyncDispose]: end } = await startDnsServer(() => 'silence');
      const alive = await startDnsServer(() => both);
      server = alive;
      const { value } = watch(from(dnsLookup({ servers: [dead, alive.server], timeout: 3_000 })('peer.test')));
      expect(await value()).to.have.lengthOf(4);
      await end();
    });
  });

  describe('an unsubscription', () => {
    it('cancels the questions in the same turn', async () => {
      const { ask, questions } = await serve(() => 'silence');
      const cancelled = sinon.spy(Resolver.prototype, 'cancel');
      const { subscription, isOver, values } = ask('peer.test');
      while (questions.length < 2) await turn();
      expect(cancelled.called).to.be.false;
      subscription.unsubscribe();
      expect(cancelled.calledOnce).to.be.true;
      for (let turns = 0; turns < 5; turns += 1) await turn();
      expect([values, isOver()]).to.deep.equal([[], false]);
    });

    it('may come from inside `next`, and leaves no timer', async () => {
      const time = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
      const { ask } = await serve(() => both);
      const { value, subscription } = ask('peer.test');
      await value();
      subscription.unsubscribe();
      expect(time.countTimers()).to.equal(0);
    });

    it('leaves nothing of two thousand', async () => {
      const { ask } = await serve(() => 'silence');
      const before = process.getActiveResourcesInfo().length;
      for (let i = 0; i < 2_000; i += 1) ask('peer.test').subscription.unsubscribe();
      await turn();
      await turn();
      expect(process.getActiveResourcesInfo().length).to.be.at.most(before);
    });
  });

  it('gives canonical addresses or a LookupError, whatever bytes come back', async () => {
    let bytes = Buffer.alloc(0);
    const { ask } = await serve(() => bytes, { timeout: 100 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (reply) => {
        bytes = Buffer.from(reply);
        expect(isLookupError(await ask('peer.test').end())).to.be.true;
      }),
      { numRuns: 20 },
    );
  });

  describe('the options', () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ servers: [] }, 'Expected `servers` to be a list of IP addresses'],
      [{ servers: '127.0.0.1' }, 'Expected `servers` to be a list of IP addresses'],
      [{ servers: ['resolver.test'] }, 'Expected each of `servers` to be an IP address'],
      [{ servers: [5] }, 'Expected each of `servers` to be an IP address'],
      [{ timeout: 0 }, 'Expected `timeout` to be a number > 0'],
      [{ timeout: 2 ** 31 }, 'Expected `timeout` to be a duration'],
      [{ families: [] }, 'Expected `families` to be a list of 4, 6 or both'],
      [{ families: [5] }, 'Expected `families` to be a list of 4, 6 or both'],
      [{ families: 4 }, 'Expected `families` to be a list of 4, 6 or both'],
      [{ server: '127.0.0.1' }, 'did you mean `servers`?'],
    ];
    for (const [options, message] of wrong) {
      it(`are refused when they cannot be: ${inspect(options)}`, () => {
        expect(() => dnsLookup(options)).to.throw(ArgumentError, message);
      });
    }

    it('may be undefined, and are read once', async () => {
      const started = await startDnsServer(() => both);
      server = started;
      const servers = [started.server];
      const lookup = dnsLookup({ servers, timeout: undefined, families: undefined });
      servers[0] = '127.0.0.1:1';
      expect(await watch(from(lookup('peer.test'))).value()).to.have.lengthOf(4);
      expect(() => dnsLookup({ servers: ['192.0.2.53', '127.0.0.1:5353', '[::1]:53', '::1'] })).not.to.throw();
    });
  });
});

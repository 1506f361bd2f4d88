import dns from 'node:dns';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { of, throwError } from 'rxjs';
import { ArgumentError, isConnectionError, isSocksError, type Lookup, type SocksError } from 'rx-connmgr';
import { torLookup } from 'rx-connmgr/node';
import sinon from 'sinon';
import { isLocalFault } from '../../lib/core/local-fault.js';
import { statusError } from '../../lib/core/socks/status-error.js';
import { bytes } from '../support/play.js';
import { closeRealPeers, hangUp, refusingAddress, reset, silent } from '../support/real-peers.js';
import { answerOf, failure, socksProxy, type SocksProxyOptions } from '../support/socks-proxy.js';
import { watch } from '../support/watch.js';

const name = 'seed.test';
const answer = () => answerOf.address('c0000207');
type Options = Parameters<typeof torLookup>[1];

const through = async (options: SocksProxyOptions, more?: Options) => {
  const proxy = await socksProxy(options);
  return { proxy, ...watch(torLookup(proxy.address, more)(name)) };
};
const failureOf = async (options: SocksProxyOptions, more?: Options) => {
  const { end, values } = await through(options, more);
  const error = await end();
  expect(values).to.deep.equal([]);
  return error as SocksError;
};

describe('torLookup', () => {
  afterEach(async () => {
    sinon.restore();
    await closeRealPeers();
  });

  it('is a lookup: one value, all that was answered', async () => {
    const proxy = await socksProxy({ answer });
    const lookup: Lookup = torLookup(proxy.address);
    const { end, values } = watch(torLookup(proxy.address)(name));
    expect(await end()).to.equal('complete');
    expect(values).to.deep.equal([['192.0.2.7']]);
    expect(proxy.asked).to.deep.equal([{ methods: [0], command: 0xf0, host: name, port: 0 }]);
    expect(lookup).to.be.a('function');
  });

  it('answers IPv6, too, in its one spelling', async () => {
    const { value } = await through({ answer: () => answerOf.address('20010db8000000000000000000000007') });
    expect(await value()).to.deep.equal(['2001:db8::7']);
  });

  it('takes an answer a byte at a time', async () => {
    const { value } = await through({ answer, slow: true }, { isolate: true });
    expect(await value()).to.deep.equal(['192.0.2.7']);
  });

  it('asks nobody before the subscription, anew for each, and no resolver of ours ever', async () => {
    const proxy = await socksProxy({ answer });
    const lookup = sinon.spy(dns, 'lookup');
    const addresses$ = torLookup(proxy.address)(name);
    await turn();
    expect(proxy.accepted).to.equal(0);
    await watch(addresses$).value();
    await watch(addresses$).value();
    expect(proxy.accepted).to.equal(2);
    expect(lookup.called).to.be.false;
  });

  it('reaches several exits: each look-up may have credentials of its own', async () => {
    const proxy = await socksProxy({ answer });
    const lookup = torLookup(proxy.address, { isolate: true });
    for (let count = 0; count < 3; count += 1) await watch(lookup(name)).value();
    expect(new Set(proxy.asked.map(({ username }) => username))).to.have.property('size', 3);
    const auth = { username: 'ada', password: 'xy' };
    await watch(torLookup(proxy.address, { auth })(name)).value();
    expect(proxy.asked.at(-1)).to.include(auth);
  });

  it('lets go of the proxy as soon as it is answered', async () => {
    const { proxy, end } = await through({ answer });
    await end();
    while (proxy.sockets.size > 0) await turn();
  });

  it('never resolves an onion name, and asks nobody', async () => {
    const proxy = await socksProxy({ answer });
    for (const onion of ['a.onion', 'A.ONION.', `${'a'.repeat(56)}.onion`]) {
      const error = await watch(torLookup(proxy.address)(onion)).end();
      expect(isSocksError(error, 'onion'), onion).to.be.true;
    }
    for (const host of ['', 'a'.repeat(256), 'a b', undefined as never]) {
      expect(isSocksError(await watch(torLookup(proxy.address)(host)).end(), 'host'), host).to.be.true;
    }
    await turn();
    expect(proxy.accepted).to.equal(0);
  });

  it('has an error for each status: none is taken for an answer', async () => {
    for (const status of [1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0a, 0xf0, 0xf7, 0xff]) {
      const error = await failureOf({ answer: () => failure(status) });
      expect(error).to.include({ status, code: statusError(status).code });
    }
  });

  it('has an error for whatever else goes wrong', async () => {
    const refused = await watch(torLookup(await refusingAddress())(name)).end();
    expect(isSocksError(refused, 'proxy')).to.be.true;
    expect(isLocalFault(refused)).to.be.true;
    expect(await failureOf({ answer: () => answerOf.name('a.test') })).to.include({ code: 'protocol' });
    expect(await failureOf({ answer: () => bytes('05000000') })).to.include({ code: 'protocol' });
    expect(await failureOf({ answer: () => Buffer.from('garbage') })).to.include({ code: 'protocol' });
    expect(await failureOf({ method: () => bytes('05ff') })).to.include({ code: 'method' });
    for (const behaviour of [hangUp, reset]) {
      expect(await failureOf({ method: () => behaviour })).to.include({ code: 'proxy' });
      expect(await failureOf({ answer: () => behaviour })).to.include({ code: 'closed' });
    }
  });

  describe('its limit', () => {
    const clocks = { toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const };

    for (const phase of ['method', 'answer'] as const) {
      it(`is half a minute, also where the proxy hangs at its ${phase}`, async () => {
        const clock = sinon.useFakeTimers({ toFake: [...clocks.toFake] });
        const { proxy, end, isOver } = await through({ [phase]: () => silent });
        while (phase === 'method' ? proxy.asked.length === 0 : proxy.asked[0]?.port === undefined) await turn();
        clock.tick(29_999);
        expect(isOver()).to.be.false;
        clock.tick(1);
        expect(isConnectionError(await end(), 'timeout')).to.be.true;
        expect(clock.countTimers()).to.equal(0);
        while (proxy.sockets.size > 0) await turn();
      });
    }

    it('is as long as is said, and leaves no timer where there is an answer', async () => {
      const clock = sinon.useFakeTimers({ toFake: [...clocks.toFake] });
      const hanging = await through({ answer: () => silent }, { timeout: 5 });
      clock.tick(5);
      expect(await hanging.end()).to.have.property('message', 'The proxy had not answered within 5 ms');
      await (await through({ answer })).end();
      expect(clock.countTimers()).to.equal(0);
    });
  });

  it('is cancelled in the same turn', async () => {
    const connect = sinon.spy(Socket.prototype, 'connect');
    for (const options of [{ method: () => silent }, { answer: () => silent }]) {
      const { proxy, subscription, isOver } = await through(options);
      while (proxy.asked.length === 0) await turn();
      for (let turns = 0; turns < 5; turns += 1) await turn();
      const socket = connect.thisValues.at(-1) as Socket;
      expect(socket.destroyed).to.be.false;
      subscription.unsubscribe();
      expect(socket.destroyed).to.be.true;
      expect(isOver()).to.be.false;
      while (proxy.sockets.size > 0) await turn();
    }
  });

  describe('otherwise', () => {
    const otherwise = sinon.fake((_name: string) => of(['192.0.2.99']));
    const isUnsupported = { answer: () => failure(7) };

    beforeEach(() => otherwise.resetHistory());

    it('another is asked where the proxy does not know the command', async () => {
      const { end, values } = await through(isUnsupported, { otherwise });
      expect(await end()).to.equal('complete');
      expect(values).to.deep.equal([['192.0.2.99']]);
      expect(otherwise.args).to.deep.equal([[name]]);
    });

    it('nobody is asked where it does, whatever it answers', async () => {
      await (await through({ answer }, { otherwise })).value();
      for (const status of [1, 4, 8]) await failureOf({ answer: () => failure(status) }, { otherwise });
      await failureOf({ answer: () => hangUp }, { otherwise });
      expect(otherwise.called).to.be.false;
    });

    it('its failure is told, and a promise serves', async () => {
      const no = new Error('no');
      expect(await failureOf(isUnsupported, { otherwise: () => throwError(() => no) })).to.equal(no);
      const thrown = () => {
        throw no;
      };
      expect(await failureOf(isUnsupported, { otherwise: thrown })).to.equal(no);
      const promised = await through(isUnsupported, { otherwise: () => Promise.resolve(['::1']) });
      expect(await promised.value()).to.deep.equal(['::1']);
    });

    it('there is nobody by default', async () => {
      expect(await failureOf(isUnsupported)).to.include({ code: 'command-unsupported', status: 7 });
    });
  });

  it('refuses what cannot be', () => {
    const proxy = { host: '127.0.0.1', port: 9050 };
    const refuses = (options: object, message: string) =>
      expect(() => torLookup(proxy, options)).to.throw(ArgumentError, message);
    refuses({ isolated: true }, 'did you mean `isolate`?');
    refuses({ timeout: 0 }, 'Expected `timeout` to be a number > 0');
    refuses({ timeout: 2 ** 31 }, 'Expected `timeout` to be a duration');
    refuses({ otherwise: 'dns' }, 'Expected `otherwise` to be a function');
    expect(() => torLookup({ host: '127.0.0.1', port: 0 })).to.throw(ArgumentError, 'Expected `port`');
    expect(() => torLookup(undefined as never)).to.throw(ArgumentError, 'Expected `address`');
  });
});

import { expect } from 'chai';
import { Subject, throwError } from 'rxjs';
import sinon from 'sinon';
import { methods } from '../../../../examples/bitcoin-node/control/methods.js';
import type { Message } from '../../../../examples/bitcoin-node/wire/message.js';
import { call, failing } from '../support/call.js';
import { fakeControl } from '../support/fake-control.js';
import { fakePeer, rowOf } from '../support/fake-peer.js';

describe('help, stop, uptime, ping and getnettotals', () => {
  afterEach(() => sinon.restore());

  describe('help', () => {
    it('lists every method, by its category', async () => {
      expect(await call(fakeControl(), 'help')).to.equal(
        [
          '== Control ==',
          'help ( "command" )',
          'stop',
          'uptime',
          '',
          '== Network ==',
          'addnode "node" "command" ( v2transport verbose )',
          'clearbanned',
          'disconnectnode ( "address" nodeid )',
          'getaddednodeinfo ( "node" )',
          'getconnectioncount',
          'getnettotals',
          'getnetworkinfo',
          'getnodeaddresses ( count "network" )',
          'getpeerinfo',
          'listbanned',
          'ping',
          'setban "subnet" "command" ( bantime absolute )',
          'setnetworkactive state',
        ].join('\n'),
      );
    });

    it('explains one, with each of its parameters', async () => {
      for (const { name, about, parameters } of methods.values()) {
        const text = await call(fakeControl(), 'help', [name]);
        expect(text)
          .to.be.a('string')
          .and.match(new RegExp(`^${name}\\b`))
          .and.contain(about);
        for (const parameter of Object.keys(parameters)) expect(text).to.contain(`. ${parameter} (`);
      }
      expect(await call(fakeControl(), 'help', { command: 'setnetworkactive' })).to.equal(
        'setnetworkactive state\n\nDisable/enable all p2p network activity.\n\n' +
          'Arguments:\n1. state (boolean, required) true to enable networking, false to disable.\n',
      );
    });

    it('says so if there is no such method', async () => {
      for (const command of ['foo', '', '__proto__', 'constructor']) {
        expect(await call(fakeControl(), 'help', [command])).to.equal(`help: unknown command: ${command}\n`);
      }
      expect((await failing(fakeControl(), 'help', [1])).code).to.equal(-3);
      expect((await failing(fakeControl(), 'help', ['a', 'b'])).code).to.equal(-1);
    });
  });

  it('no method is one that an object inherits, or is spelt otherwise', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'GetPeerInfo', 'getpeerinfo ', '', 'getblockcount']) {
      expect(await failing(fakeControl(), name), name).to.include({ code: -32_601, message: 'Method not found' });
    }
  });

  it('stop ends the node once it has been answered', async () => {
    const control = fakeControl();
    const acts: (() => void)[] = [];
    const afterwards = (act: () => void) => void acts.push(act);
    expect(await call(control, 'stop', [], { afterwards })).to.equal('rx-connmgr stopping');
    expect(control.asked).to.deep.equal([]);
    acts.forEach((act) => act());
    expect(control.asked).to.deep.equal(['stop rpc']);
    expect((await failing(control, 'stop', [1])).code).to.equal(-1);
  });

  it('uptime is in whole seconds, and never less than none', async () => {
    sinon.useFakeTimers({ now: 100_000, toFake: ['Date'] });
    expect(await call(fakeControl({ startedAt: 9_001 }), 'uptime')).to.equal(90);
    expect(await call(fakeControl({ startedAt: 200_000 }), 'uptime')).to.equal(0);
    expect((await failing(fakeControl(), 'uptime', [1])).code).to.equal(-1);
  });

  describe('ping', () => {
    it('asks whoever is connected', async () => {
      const [peer, away] = [fakePeer(), fakePeer()];
      const rows = [rowOf(1, peer), rowOf(3, away, { state: 'waiting' })];
      expect(await call(fakeControl({ rows }), 'ping')).to.equal(null);
      expect(peer.sent).to.have.lengthOf(1);
      expect(peer.sent[0]).to.include({ command: 'ping' }).and.have.property('nonce').that.is.a('bigint');
      expect(away.sent).to.deep.equal([]);
      expect((await failing(fakeControl(), 'ping', [1])).code).to.equal(-1);
    });

    it('has it measured where that can be, for as long as there is a connection, and waits for no answer', async () => {
      const [answer, lost, messages] = [new Subject<number>(), new Subject<number>(), new Subject<Message>()];
      const measuring = fakePeer({ ping$: answer });
      const rows = [rowOf(1, measuring), rowOf(2, fakePeer({ ping$: lost, messages$: messages }))];
      const control = fakeControl({ rows: [...rows, rowOf(3, fakePeer({ ping$: throwError(() => new Error('x')) }))] });
      expect(await call(control, 'ping')).to.equal(null);
      expect([answer.observed, lost.observed, measuring.sent]).to.deep.equal([true, true, []]);
      answer.complete();
      messages.next({ command: 'getaddr' });
      expect(lost.observed).to.be.true;
      messages.complete();
      expect(lost.observed).to.be.false;
    });
  });

  it('getnettotals has the bytes of all, and the time', async () => {
    sinon.useFakeTimers({ now: 1_234_567, toFake: ['Date'] });
    const totals = () => ({ bytesSent: 10, bytesReceived: 20 });
    expect(await call(fakeControl(), 'getnettotals', [], { totals })).to.deep.equal({
      totalbytesrecv: 20,
      totalbytessent: 10,
      timemillis: 1_234_567,
      uploadtarget: {
        timeframe: 86_400,
        target: 0,
        target_reached: false,
        serve_historical_blocks: true,
        bytes_left_in_cycle: 0,
        time_left_in_cycle: 0,
      },
    });
    expect((await failing(fakeControl(), 'getnettotals', [1])).code).to.equal(-1);
  });
});

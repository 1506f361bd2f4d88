import { expect } from 'chai';
import { Subject, of, type Observable } from 'rxjs';
import { ConnectionError } from 'rx-connmgr';
import type { TryResult } from '../../../../examples/bitcoin-node/control/node-control.js';
import { call, failing } from '../support/call.js';
import { fakeControl } from '../support/fake-control.js';
import { fakePeer, rowOf } from '../support/fake-peer.js';

const failed = (error: Error) => (): Observable<TryResult> => of({ type: 'failed', error });

describe('addnode', () => {
  describe('add', () => {
    it('keeps a node, once', async () => {
      const control = fakeControl();
      expect(await call(control, 'addnode', ['198.18.0.1', 'add'])).to.equal(null);
      expect(control.addedNodes()).to.deep.equal([{ name: '198.18.0.1', connected: false }]);
      const error = await failing(control, 'addnode', { node: '198.18.0.1:18444', command: 'add' });
      expect(error).to.include({ code: -23, message: 'Error: Node already added' });
    });

    it('says what is wrong with what is no address', async () => {
      const error = await failing(fakeControl(), 'addnode', ['1.2.3:x', 'add']);
      expect(error.code).to.equal(-8);
      expect(error.message).to.match(/^Error: Expected .*, got /);
    });
  });

  describe('remove', () => {
    it('forgets a node, connected or not', async () => {
      const control = fakeControl();
      await call(control, 'addnode', ['198.18.0.1', 'add']);
      expect(await call(control, 'addnode', ['198.18.0.1', 'remove'])).to.equal(null);
      expect(control.addedNodes()).to.deep.equal([]);
    });

    it('knows nothing of a node that was not added', async () => {
      const error = await failing(fakeControl(), 'addnode', ['198.18.0.1', 'remove']);
      expect(error).to.include({
        code: -24,
        message: 'Error: Node could not be removed. It has not been added previously.',
      });
    });
  });

  describe('onetry', () => {
    it('answers with null once the node is connected, and not before', async () => {
      const result = new Subject<TryResult>();
      const answer = call(fakeControl({ tries: () => result }), 'addnode', ['198.18.0.1', 'onetry']);
      let isAnswered = false;
      void answer.then(() => (isAnswered = true));
      await new Promise(setImmediate);
      expect(isAnswered).to.be.false;
      result.next({ type: 'connected', peer: fakePeer() });
      expect(await answer).to.equal(null);
    });

    it('answers with the peer if it is to be verbose', async () => {
      const peer = fakePeer({ kind: 'manual' });
      const other = rowOf(4, fakePeer());
      const tries = () => of({ type: 'connected' as const, peer });
      const control = fakeControl({ tries, rows: [other, rowOf(5, peer)] });
      const params = { node: '198.18.0.1', command: 'onetry', verbose: true };
      expect(await call(control, 'addnode', params)).to.include({ id: 5, connection_type: 'manual' });
    });

    it('answers with null if the peer has gone again meanwhile', async () => {
      const params = ['198.18.0.1', 'onetry', false, true];
      expect(await call(fakeControl(), 'addnode', params)).to.equal(null);
    });

    it('answers with why there is no connection', async () => {
      const refused = Object.assign(new Error('connect ECONNREFUSED 198.18.0.1:18444'), { code: 'ECONNREFUSED' });
      const cases = [
        [new ConnectionError('failed', 'The dial failed', { cause: refused }), -29, 'failed', 'ECONNREFUSED'],
        [new ConnectionError('timeout', 'It took too long'), -29, 'timeout', undefined],
        [new ConnectionError('duplicate', 'There is one', { id: 3 }), -23, 'duplicate', undefined],
        [new ConnectionError('full', 'No room'), -34, 'full', undefined],
        [new ConnectionError('banned', 'It is banned'), -30, 'banned', undefined],
        [refused, -29, 'ECONNREFUSED', undefined],
        [new Error('For no reason'), -29, 'failed', undefined],
      ] as const;
      for (const [error, code, reason, cause] of cases) {
        const answer = await failing(fakeControl({ tries: failed(error) }), 'addnode', ['198.18.0.1', 'onetry']);
        expect(answer.code, error.message).to.equal(code);
        expect(answer.message).to.match(/^Error: Could not connect to 198\.18\.0\.1: /);
        expect(answer.message).to.contain(error.message);
        expect(answer.data).to.deep.equal({ reason, cause });
      }
      const first = await failing(fakeControl({ tries: failed(cases[0][0]) }), 'addnode', ['x.example', 'onetry']);
      expect(first.message).to.contain('ECONNREFUSED');
    });

    it('dials nothing that is no address', async () => {
      const control = fakeControl();
      expect((await failing(control, 'addnode', ['no address at all', 'onetry'])).code).to.equal(-8);
      expect(control.asked).to.deep.equal([]);
    });
  });

  it('answers a command that is none with the help', async () => {
    for (const command of ['', 'Add', 'toString', '__proto__']) {
      const error = await failing(fakeControl(), 'addnode', ['198.18.0.1', command]);
      expect(error.code).to.equal(-1);
      expect(error.message).to.match(/^addnode "node" "command" \( v2transport verbose \)\n/);
    }
  });

  it('speaks version 1 of the transport only', async () => {
    const error = await failing(fakeControl(), 'addnode', ['198.18.0.1', 'add', true]);
    expect(error).to.include({
      code: -8,
      message: 'Error: v2transport requested but not enabled (see -v2transport)',
    });
    expect(await call(fakeControl(), 'addnode', ['198.18.0.1', 'add', false])).to.equal(null);
  });

  it('wants both parameters, as texts', async () => {
    for (const params of [[], ['198.18.0.1'], ['a', 'add', false, false, 1]]) {
      expect((await failing(fakeControl(), 'addnode', params)).code).to.equal(-1);
    }
    expect((await failing(fakeControl(), 'addnode', [1, 'add'])).code).to.equal(-3);
  });
});

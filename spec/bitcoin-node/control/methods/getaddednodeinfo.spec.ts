import { expect } from 'chai';
import type { AddedNode } from '../../../../examples/bitcoin-node/control/node-control.js';
import { call, failing } from '../support/call.js';
import { fakeControl } from '../support/fake-control.js';
import { fakePeer, rowOf } from '../support/fake-peer.js';

const added: readonly AddedNode[] = [
  { name: '198.18.0.3', id: 3, connected: true },
  { name: 'node.example:18444', id: 4, connected: false },
  { name: '198.18.0.5', connected: true },
];
const rows = [rowOf(3, fakePeer({ address: { host: '198.18.0.3', port: 18_444 }, kind: 'permanent' }))];
const control = fakeControl({ rows, addedNodes: () => added });

const connected = {
  addednode: '198.18.0.3',
  connected: true,
  addresses: [{ address: '198.18.0.3:18444', connected: 'outbound' }],
};
const away = { addednode: 'node.example:18444', connected: false, addresses: [] };

describe('getaddednodeinfo', () => {
  it('lists all that were added, those that are not connected as well', async () => {
    const unknown = { addednode: '198.18.0.5', connected: true, addresses: [] };
    expect(await call(control, 'getaddednodeinfo')).to.deep.equal([connected, away, unknown]);
    expect(await call(fakeControl(), 'getaddednodeinfo')).to.deep.equal([]);
  });

  it('lists one of them, however it is spelt', async () => {
    expect(await call(control, 'getaddednodeinfo', ['198.18.0.3'])).to.deep.equal([connected]);
    expect(await call(control, 'getaddednodeinfo', { node: '198.18.0.3:18444' })).to.deep.equal([connected]);
    expect(await call(control, 'getaddednodeinfo', ['Node.Example'])).to.deep.equal([away]);
  });

  it('says by which direction it is connected', async () => {
    const inbound = rowOf(3, fakePeer({ address: { host: '198.18.0.3', port: 50_123 }, kind: 'inbound' }));
    const answer = await call(fakeControl({ rows: [inbound], addedNodes: () => added }), 'getaddednodeinfo', [
      '198.18.0.3',
    ]);
    expect(answer).to.deep.equal([
      { ...connected, addresses: [{ address: '198.18.0.3:50123', connected: 'inbound' }] },
    ]);
  });

  it('knows nothing of one that was not added', async () => {
    for (const node of ['198.18.0.4', '', 'no address at all']) {
      expect(await failing(control, 'getaddednodeinfo', [node])).to.include({
        code: -24,
        message: 'Error: Node has not been added.',
      });
    }
  });

  it('wants a text, and not two', async () => {
    expect((await failing(control, 'getaddednodeinfo', [true])).code).to.equal(-3);
    expect((await failing(control, 'getaddednodeinfo', ['a', 'b'])).code).to.equal(-1);
  });
});

import { expect } from 'chai';
import { call, failing } from '../support/call.js';
import { fakeControl } from '../support/fake-control.js';
import { fakePeer, rowOf } from '../support/fake-peer.js';

const rows = [
  rowOf(3, fakePeer({ address: { host: '198.18.0.3', port: 18_444 } })),
  rowOf(4, fakePeer({ address: { host: '2600::4', port: 50_001 }, kind: 'inbound' })),
  { ...rowOf(5, fakePeer({ address: { host: '198.18.0.5', port: 18_444 } })), state: 'waiting' as const },
];
const only = 'Only one of address and nodeid should be provided.';
const notFound = 'Node not found in connected nodes';

describe('disconnectnode', () => {
  it('ends the connection of an id', async () => {
    for (const params of [{ nodeid: 4 }, ['', 4], [null, 4], { address: '', nodeid: 4 }]) {
      const control = fakeControl({ rows });
      expect(await call(control, 'disconnectnode', params)).to.equal(null);
      expect(control.asked).to.deep.equal(['disconnect 4']);
    }
  });

  it('ends the connection of an address, however it is spelt', async () => {
    const spelt = { '198.18.0.3:18444': 3, '198.18.0.3': 3, '[2600:0::0004]:50001': 4 };
    for (const [address, id] of Object.entries(spelt)) {
      const control = fakeControl({ rows });
      expect(await call(control, 'disconnectnode', [address])).to.equal(null);
      expect(control.asked, address).to.deep.equal([`disconnect ${id}`]);
    }
  });

  it('finds nobody who is not connected', async () => {
    const control = fakeControl({ rows });
    const params = [{ nodeid: 5 }, { nodeid: 99 }, { nodeid: -1 }, ['198.18.0.5'], ['198.18.0.3:1'], ['x'], ['']];
    for (const one of params) {
      expect(await failing(control, 'disconnectnode', one), JSON.stringify(one)).to.include({
        code: -29,
        message: notFound,
      });
    }
    expect(control.asked).to.deep.equal([]);
  });

  it('finds nobody who has gone meanwhile', async () => {
    const control = fakeControl({ rows, disconnect: () => false });
    expect(await failing(control, 'disconnectnode', { nodeid: 3 })).to.include({ code: -29, message: notFound });
  });

  it('wants one of both, and one only', async () => {
    const control = fakeControl({ rows });
    for (const params of [[], {}, ['198.18.0.3:18444', 3], { address: null, nodeid: null }]) {
      expect(await failing(control, 'disconnectnode', params)).to.include({ code: -32_602, message: only });
    }
    expect(control.asked).to.deep.equal([]);
  });

  it('wants an address as a text, and an id as a whole number', async () => {
    const control = fakeControl({ rows });
    expect((await failing(control, 'disconnectnode', [3])).code).to.equal(-3);
    expect((await failing(control, 'disconnectnode', { nodeid: '3' })).code).to.equal(-3);
    expect((await failing(control, 'disconnectnode', { nodeid: 3.5 })).code).to.equal(-1);
    expect((await failing(control, 'disconnectnode', { nodeid: 2 ** 60 })).code).to.equal(-1);
  });
});

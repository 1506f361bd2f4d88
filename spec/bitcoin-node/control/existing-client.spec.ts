import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import client from 'rpc-bitcoin';
import { of } from 'rxjs';
import type { TryResult } from '../../../examples/bitcoin-node/control/node-control.js';
import { fakeControl, type FakeControl } from './support/fake-control.js';
import { fakePeer, rowOf } from './support/fake-peer.js';
import { serve, stopServing } from './support/serve.js';

const { RPCClient } = client;

const rows = [
  rowOf(3, fakePeer({ address: { host: '198.18.0.3', port: 18_444 } })),
  rowOf(4, fakePeer({ address: { host: '198.18.0.4', port: 50_001 }, kind: 'inbound' })),
];

/** A client as its users set it up: with what the cookie file says. */
const connect = async (control: FakeControl) => {
  const { address, cookie } = await serve(control, { password: undefined });
  const [user = '', pass = ''] = readFileSync(cookie, 'utf8').split(':');
  return new RPCClient({ url: `http://${address.host}`, port: address.port, user, pass, timeout: 5_000 });
};
const errorOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'none',
    (error: unknown) => error,
  );

describe('rpc-bitcoin, a client from npm', () => {
  afterEach(stopServing);

  it('asks about the node', async () => {
    const rpc = await connect(fakeControl({ rows }));
    expect(await rpc.uptime()).to.be.within(90, 95);
    expect(await rpc.help()).to.match(/^== Control ==\n/);
    expect(await rpc.help({ command: 'ping' })).to.match(/^ping\n/);
    expect(await rpc.getnetworkinfo()).to.include({ subversion: '/rx-connmgr:1.2.3/', connections: 2 });
    expect(await rpc.getnettotals()).to.have.keys('totalbytesrecv', 'totalbytessent', 'timemillis', 'uploadtarget');
  });

  it('asks about peers, and disconnects them', async () => {
    const control = fakeControl({ rows });
    const rpc = await connect(control);
    expect(await rpc.getconnectioncount()).to.equal(2);
    const peers = (await rpc.getpeerinfo()) as readonly { id: number; addr: string }[];
    expect(peers.map(({ id, addr }) => [id, addr])).to.deep.equal([
      [3, '198.18.0.3:18444'],
      [4, '198.18.0.4:50001'],
    ]);
    expect(await rpc.ping()).to.equal(null);
    expect(await rpc.disconnectnode({ nodeid: 3 })).to.equal(null);
    expect(await rpc.disconnectnode({ address: '198.18.0.4:50001' })).to.equal(null);
    expect(await rpc.getconnectioncount()).to.equal(0);
    expect(await errorOf(rpc.disconnectnode({ nodeid: 3 }))).to.deep.equal({
      code: -29,
      message: 'Node not found in connected nodes',
    });
  });

  it('adds nodes, lists them, and removes them', async () => {
    const rpc = await connect(fakeControl());
    const node = '198.18.0.9:18444';
    expect(await rpc.addnode({ node, command: 'add' })).to.equal(null);
    expect(await errorOf(rpc.addnode({ node, command: 'add' }))).to.include({ code: -23 });
    const listed = [{ addednode: node, connected: false, addresses: [] }];
    expect(await rpc.getaddednodeinfo()).to.deep.equal(listed);
    expect(await rpc.getaddednodeinfo({ node })).to.deep.equal(listed);
    expect(await rpc.addnode({ node, command: 'remove' })).to.equal(null);
    expect(await errorOf(rpc.addnode({ node, command: 'remove' }))).to.include({ code: -24 });
    expect(await errorOf(rpc.getaddednodeinfo({ node }))).to.include({ code: -24 });
  });

  it('tries a node once, and hears what became of it', async () => {
    const failed: TryResult = { type: 'failed', error: new Error('connect ECONNREFUSED') };
    const tries = (name: string) =>
      of(name === '198.18.0.9' ? { type: 'connected' as const, peer: fakePeer() } : failed);
    const rpc = await connect(fakeControl({ tries }));
    expect(await rpc.addnode({ node: '198.18.0.9', command: 'onetry' })).to.equal(null);
    expect(await errorOf(rpc.addnode({ node: '198.18.0.8', command: 'onetry' }))).to.deep.equal({
      code: -29,
      message: 'Error: Could not connect to 198.18.0.8: connect ECONNREFUSED',
      data: { reason: 'failed' },
    });
  });

  it('bans, lists bans, and lifts them', async () => {
    const rpc = await connect(fakeControl());
    expect(await rpc.setban({ subnet: '198.18.0.0/24', command: 'add', bantime: 60 })).to.equal(null);
    expect(await errorOf(rpc.setban({ subnet: '198.18.0.0/24', command: 'add' }))).to.include({ code: -23 });
    expect(await errorOf(rpc.setban({ subnet: 'nonsense', command: 'add' }))).to.include({ code: -30 });
    const [ban] = (await rpc.listbanned()) as readonly object[];
    expect(ban).to.include({ address: '198.18.0.0/24', ban_duration: 60 });
    expect(await rpc.setban({ subnet: '198.18.0.0/24', command: 'remove' })).to.equal(null);
    expect(await rpc.clearbanned()).to.equal(null);
    expect(await rpc.listbanned()).to.deep.equal([]);
  });

  it('asks for addresses', async () => {
    const addresses = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ host: `1.2.3.${at}`, port: 8_333, seen: 1_000, services: 9n }));
    const rpc = await connect(fakeControl({ addresses }));
    expect(await rpc.getnodeaddresses()).to.have.lengthOf(1);
    expect(await rpc.getnodeaddresses({ count: 2 })).to.deep.equal([
      { time: 1, services: 9, address: '1.2.3.0', port: 8_333, network: 'ipv4' },
      { time: 1, services: 9, address: '1.2.3.1', port: 8_333, network: 'ipv4' },
    ]);
  });

  it('switches the network off and on', async () => {
    const rpc = await connect(fakeControl());
    expect(await rpc.setnetworkactive({ state: false })).to.equal(false);
    expect(await rpc.setnetworkactive({ state: true })).to.equal(true);
  });

  it('asks for several things at once', async () => {
    const rpc = await connect(fakeControl({ rows }));
    const batch = [
      { jsonrpc: '2.0', method: 'getconnectioncount', id: 1 },
      { jsonrpc: 1.0, method: 'nonsense', id: 2 },
    ];
    expect(await rpc.batch(batch)).to.deep.equal([
      { jsonrpc: '2.0', result: 2, id: 1 },
      { result: null, error: { code: -32_601, message: 'Method not found' }, id: 2 },
    ]);
  });

  it('hears that there is no method for what this node does not deal in', async () => {
    const rpc = await connect(fakeControl());
    const error = { code: -32_601, message: 'Method not found' };
    expect(await errorOf(rpc.getblockcount())).to.deep.equal(error);
    expect(await errorOf(rpc.getmempoolinfo())).to.deep.equal(error);
  });

  it('is not let in with a wrong password', async () => {
    const { address } = await serve(fakeControl());
    const rpc = new RPCClient({ url: 'http://127.0.0.1', port: address.port, user: '__cookie__', pass: 'wrong' });
    expect(await errorOf(rpc.uptime())).to.include({ statusCode: 401 });
  });

  it('stops the node', async () => {
    const control = fakeControl();
    const rpc = await connect(control);
    expect(await rpc.stop()).to.equal('rx-connmgr stopping');
    expect(control.asked).to.deep.equal(['stop rpc']);
  });
});

import { expect } from 'chai';
import sinon from 'sinon';
import { call, failing } from '../support/call.js';
import { fakeControl } from '../support/fake-control.js';
import { fakePeer, rowOf, type FakePeer } from '../support/fake-peer.js';

type Info = Readonly<Record<string, unknown>>;

const infoOf = async (peer: FakePeer): Promise<Info> => {
  const [info] = (await call(fakeControl({ rows: [rowOf(7, peer)] }), 'getpeerinfo')) as unknown as readonly Info[];
  return info!;
};

describe('getpeerinfo', () => {
  afterEach(() => sinon.restore());

  it('tells of a peer what Bitcoin Core tells, in its units', async () => {
    sinon.useFakeTimers({ now: 1_700_000_200_000, toFake: ['Date'] });
    const peer = fakePeer({
      address: { host: '2600::7', port: 18_444 },
      localAddress: { host: '2600::1', port: 40_000 },
      network: 'ipv6',
      timeOffset: -2_000,
      traffic: { ping: 125, minPing: 62.5, pingSince: 1_700_000_198_500 },
    });
    expect(await infoOf(peer)).to.deep.equal({
      id: 7,
      addr: '[2600::7]:18444',
      addrbind: '[2600::1]:40000',
      addrlocal: '203.0.113.7:18444',
      network: 'ipv6',
      services: '0000000000000409',
      servicesnames: ['NETWORK', 'WITNESS', 'NETWORK_LIMITED'],
      relaytxes: true,
      lastsend: 1_700_000_100,
      lastrecv: 1_700_000_101,
      last_transaction: 0,
      last_block: 0,
      bytessent: 1_234,
      bytesrecv: 5_678,
      conntime: 1_700_000_000,
      timeoffset: -2,
      pingtime: 0.125,
      minping: 0.0625,
      pingwait: 1.5,
      version: 70_016,
      subver: '/Satoshi:27.0.0/',
      inbound: false,
      bip152_hb_to: false,
      bip152_hb_from: false,
      startingheight: 840_000,
      presynced_headers: -1,
      synced_headers: -1,
      synced_blocks: -1,
      inflight: [],
      addr_relay_enabled: true,
      addr_processed: 12,
      addr_rate_limited: 3,
      permissions: [],
      minfeefilter: 0,
      bytessent_per_msg: {},
      bytesrecv_per_msg: {},
      connection_type: 'outbound-full-relay',
      transport_protocol_type: 'v1',
      session_id: '',
    });
  });

  it('leaves out what is not known', async () => {
    const info = await infoOf(fakePeer({ version: { receiver: { host: '0.0.0.0', port: 0 } } }));
    for (const name of ['addrlocal', 'pingtime', 'minping', 'pingwait']) expect(info[name], name).to.equal(undefined);
  });

  it('lists those who are connected, and nobody else', async () => {
    const rows = [
      rowOf(1, fakePeer()),
      rowOf(2, fakePeer(), { state: 'waiting' }),
      { ...rowOf(3, fakePeer()), state: 'dialing' as const },
      rowOf(4, fakePeer({ kind: 'inbound' })),
    ];
    const { peer, ...nobody } = rowOf(5, fakePeer());
    expect(peer).to.be.an('object');
    const control = fakeControl({ rows: [...rows, nobody] });
    const infos = (await call(control, 'getpeerinfo')) as unknown as readonly Info[];
    expect(infos.map(({ id, inbound }) => [id, inbound])).to.deep.equal([
      [1, false],
      [4, true],
    ]);
    expect(await call(control, 'getconnectioncount')).to.equal(2);
  });

  it('names the kind of a connection as Bitcoin Core does', async () => {
    const kinds = [
      [{ kind: 'automatic' }, 'outbound-full-relay', true],
      [{ kind: 'automatic', pool: 'full' }, 'outbound-full-relay', true],
      [{ kind: 'automatic', pool: 'blockRelay' }, 'block-relay-only', false],
      [{ kind: 'inbound' }, 'inbound', true],
      [{ kind: 'inbound', tag: 'feeler' }, 'inbound', true],
      [{ kind: 'manual' }, 'manual', true],
      [{ kind: 'permanent' }, 'manual', true],
      [{ kind: 'manual', tag: 'feeler' }, 'feeler', false],
      [{ kind: 'manual', tag: 'addr-fetch' }, 'addr-fetch', true],
    ] as const;
    for (const [peer, type, relays] of kinds) {
      const info = await infoOf(fakePeer(peer));
      expect([info.connection_type, info.addr_relay_enabled, info.relaytxes], type).to.deep.equal([
        type,
        relays,
        relays,
      ]);
    }
    expect((await infoOf(fakePeer({ version: { relay: false } }))).relaytxes).to.be.false;
  });

  it('tells networks apart, and those that nobody else can reach', async () => {
    const onion = `${'a'.repeat(56)}.onion`;
    const networks = [
      [{ network: 'ipv4', address: { host: '1.2.3.4', port: 1 } }, 'ipv4'],
      [{ network: 'onion', address: { host: onion, port: 1 } }, 'onion'],
      [{ network: 'cjdns', address: { host: 'fc00::1', port: 1 } }, 'cjdns'],
      [{ network: 'ipv4', address: { host: '127.0.0.9', port: 1 } }, 'not_publicly_routable'],
      [{ network: 'name', address: { host: 'node.example', port: 1 } }, 'not_publicly_routable'],
    ] as const;
    for (const [peer, network] of networks) expect((await infoOf(fakePeer(peer))).network).to.equal(network);
  });

  it('passes on nothing that could trick whoever prints it', async () => {
    const userAgent = '/Sa\u001b[31mtoshi:1.0"<script>\n/(comment; @home_1?)';
    const info = await infoOf(fakePeer({ version: { userAgent } }));
    expect(info.subver).to.equal('/Sa31mtoshi:1.0script/(comment; @home_1?)');
  });

  it('names all services, known or not', async () => {
    const info = await infoOf(fakePeer({ version: { services: 2n ** 64n - 1n } }));
    expect(info.services).to.equal('ffffffffffffffff');
    const names = info.servicesnames as readonly string[];
    expect(names).to.have.lengthOf(64);
    expect(names).to.include.members(['BLOOM', 'COMPACT_FILTERS', 'P2P_V2', 'UNKNOWN[2^1]', 'UNKNOWN[2^63]']);
    const none = await infoOf(fakePeer({ version: { services: 0n } }));
    expect([none.services, none.servicesnames]).to.deep.equal(['0000000000000000', []]);
  });

  it('waits for no less than no time, whatever the clock does', async () => {
    sinon.useFakeTimers({ now: 1_000, toFake: ['Date'] });
    expect((await infoOf(fakePeer({ traffic: { pingSince: 5_000 } }))).pingwait).to.equal(0);
  });

  it('has no parameters', async () => {
    expect((await failing(fakeControl(), 'getpeerinfo', [1])).code).to.equal(-1);
    expect((await failing(fakeControl(), 'getconnectioncount', { a: 1 })).code).to.equal(-8);
  });
});

import { expect } from 'chai';
import { call, failing } from '../support/call.js';
import { fakeControl } from '../support/fake-control.js';
import { fakePeer, rowOf } from '../support/fake-peer.js';

type Info = Readonly<Record<string, unknown>>;

describe('getnetworkinfo', () => {
  it('tells of the node what Bitcoin Core tells', async () => {
    const rows = [
      rowOf(1, fakePeer({ timeOffset: 3_000 })),
      rowOf(2, fakePeer({ timeOffset: 1_000, kind: 'permanent' })),
      rowOf(3, fakePeer({ timeOffset: -9_000, kind: 'manual' })),
      rowOf(4, fakePeer({ timeOffset: 60_000, kind: 'inbound' })),
      rowOf(5, fakePeer(), { state: 'dialing' }),
    ];
    const localAddresses = [{ host: '2600::1', port: 18_444 }];
    const control = fakeControl({ rows, localAddresses, services: 0x800n });
    const limited = { limited: true, reachable: false, proxy: '', proxy_randomize_credentials: false };
    const reached = { limited: false, reachable: true, proxy: '', proxy_randomize_credentials: false };
    expect(await call(control, 'getnetworkinfo')).to.deep.equal({
      version: 10_203,
      subversion: '/rx-connmgr:1.2.3/',
      protocolversion: 70_016,
      localservices: '0000000000000800',
      localservicesnames: ['P2P_V2'],
      localrelay: false,
      timeoffset: 1,
      networkactive: true,
      connections: 4,
      connections_in: 1,
      connections_out: 3,
      networks: [
        { name: 'ipv4', ...reached },
        { name: 'ipv6', ...reached },
        { name: 'onion', ...limited },
        { name: 'i2p', ...limited },
        { name: 'cjdns', ...limited },
      ],
      relayfee: 0,
      incrementalfee: 0,
      localaddresses: [{ address: '2600::1', port: 18_444, score: 1 }],
      warnings: [],
    });
  });

  it('names the proxy of the networks that are reached by it', async () => {
    const control = fakeControl({ proxy: { host: '127.0.0.1', port: 9_050 }, reachable: ['onion'] });
    const { networks } = (await call(control, 'getnetworkinfo')) as { networks: unknown };
    const reached = (networks as readonly Info[]).filter(({ reachable }) => reachable);
    expect(reached).to.deep.equal([
      {
        name: 'onion',
        limited: false,
        reachable: true,
        proxy: '127.0.0.1:9050',
        proxy_randomize_credentials: true,
      },
    ]);
  });

  it('is off by no time if nobody says otherwise', async () => {
    expect(await call(fakeControl(), 'getnetworkinfo')).to.include({ timeoffset: 0, connections: 0 });
  });

  it('warns of an outage, and of a want of addresses', async () => {
    const warningsOf = async (health: 'ok' | 'outage' | 'starving') =>
      ((await call(fakeControl({ health: () => health }), 'getnetworkinfo')) as { warnings: readonly string[] })
        .warnings;
    expect(await warningsOf('ok')).to.deep.equal([]);
    expect(await warningsOf('outage')).to.deep.equal(['Every dial fails: the network may be down.']);
    expect(await warningsOf('starving')).to.deep.equal(['Too few addresses are known to fill all places.']);
  });

  it('says whether the network is active', async () => {
    const control = fakeControl();
    expect(await call(control, 'setnetworkactive', [false])).to.be.false;
    expect(await call(control, 'getnetworkinfo')).to.include({ networkactive: false });
    expect(await call(control, 'setnetworkactive', { state: true })).to.be.true;
    expect(await call(control, 'getnetworkinfo')).to.include({ networkactive: true });
    expect(control.asked).to.deep.equal(['active false', 'active true']);
  });

  it('has no version if the user agent has none', async () => {
    expect(await call(fakeControl({ userAgent: '/node/' }), 'getnetworkinfo')).to.include({ version: 0 });
  });

  it('has no parameters; setnetworkactive has one', async () => {
    expect((await failing(fakeControl(), 'getnetworkinfo', [1])).code).to.equal(-1);
    expect((await failing(fakeControl(), 'setnetworkactive')).code).to.equal(-1);
    expect((await failing(fakeControl(), 'setnetworkactive', ['false'])).code).to.equal(-3);
    expect((await failing(fakeControl(), 'setnetworkactive', [0])).code).to.equal(-3);
  });
});

import { expect } from 'chai';
import type { Sighting } from 'rx-connmgr';
import { call, failing } from '../support/call.js';
import { fakeControl } from '../support/fake-control.js';

describe('getnodeaddresses', () => {
  it('tells of each address when it was seen, what it offers, and its network', async () => {
    const onion = `${'b'.repeat(56)}.onion`;
    const known: readonly Sighting[] = [
      { host: '1.2.3.4', port: 8_333, seen: 1_700_000_000_999, services: 0x409n },
      { host: onion, port: 1, services: 2n ** 64n - 1n },
      { host: '2600::1', port: 65_535 },
    ];
    expect(await call(fakeControl({ addresses: () => known }), 'getnodeaddresses', [0])).to.deep.equal([
      { time: 1_700_000_000, services: 0x409n, address: '1.2.3.4', port: 8_333, network: 'ipv4' },
      { time: 0, services: 2n ** 64n - 1n, address: onion, port: 1, network: 'onion' },
      { time: 0, services: 0n, address: '2600::1', port: 65_535, network: 'ipv6' },
    ]);
  });

  it('asks for one, for so many, for all, and for those of a network', async () => {
    const control = fakeControl();
    await call(control, 'getnodeaddresses');
    await call(control, 'getnodeaddresses', [8]);
    await call(control, 'getnodeaddresses', { network: 'onion', count: 0 });
    await call(control, 'getnodeaddresses', { network: 'i2p' });
    expect(control.asked).to.deep.equal([
      'addresses 1 undefined',
      'addresses 8 undefined',
      'addresses 0 onion',
      'addresses 1 i2p',
    ]);
  });

  it('refuses less than none, and networks that there are not', async () => {
    expect(await failing(fakeControl(), 'getnodeaddresses', [-1])).to.include({
      code: -8,
      message: 'Address count out of range',
    });
    for (const network of ['', 'Foo', 'name', 'constructor', 'not_publicly_routable']) {
      expect(await failing(fakeControl(), 'getnodeaddresses', [1, network])).to.include({
        code: -8,
        message: `Network not recognized: ${network}`,
      });
    }
  });

  it('wants a whole number and a text', async () => {
    expect((await failing(fakeControl(), 'getnodeaddresses', ['1'])).code).to.equal(-3);
    expect((await failing(fakeControl(), 'getnodeaddresses', [1, 2])).code).to.equal(-3);
    expect((await failing(fakeControl(), 'getnodeaddresses', [1.5])).code).to.equal(-1);
    expect((await failing(fakeControl(), 'getnodeaddresses', [1, 'ipv4', 3])).code).to.equal(-1);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { ArgumentError, type Sighting } from 'rx-connmgr';
import { chains } from '../../../examples/bitcoin-node/wire/chains.js';
import { encode } from '../../../examples/bitcoin-node/wire/encode.js';
import type { Message, Version } from '../../../examples/bitcoin-node/wire/message.js';
import { hex } from '../../support/play.js';
import { runs } from '../../support/runs.js';
import { version } from '../support/version.js';
import { deframed, messages } from './support/messages.js';

const { mainnet, regtest } = chains;
const onion = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const hello = version({
  time: 1_700_000_000_999,
  receiver: { host: '192.0.2.1', port: 8333 },
  sender: { host: '2001:db8::1', port: 18_444 },
});
const readBack = async (message: Message) => (await deframed(mainnet, encode(mainnet, message)))[0]!;
const gossiped = async (command: 'addr' | 'addrv2', ...addresses: readonly Sighting[]) => {
  const read = await readBack({ command, addresses });
  return 'addresses' in read ? read.addresses : [];
};

describe('encode', () => {
  it('writes what is read back', async () => {
    await fc.assert(
      fc.asyncProperty(messages, fc.constantFrom(...Object.values(chains)), async (message, chain) => {
        expect(await deframed(chain, encode(chain, message))).to.deep.equal([message]);
      }),
      { numRuns: runs(1_000) },
    );
  });

  it('begins with the magic of the chain, the name and the length', () => {
    expect(hex(encode(regtest, { command: 'ping', nonce: 0x0102n })).slice(0, 40)).to.equal(
      'fabfb5da70696e67000000000000000008000000',
    );
    expect(hex(encode(mainnet, { command: 'sendaddrv2' }))).to.match(
      /^f9beb4d973656e646164647276320000000000005df6e0e2$/,
    );
  });

  it('writes names of up to twelve characters, with nothing after them', async () => {
    const message: Message = { command: 'other', name: 'abcdefghijkl', payload: Uint8Array.of(1) };
    expect(await readBack(message)).to.deep.equal(message);
    for (const name of ['abcdefghijklm', 'ä', 'a\n', 'a\0']) {
      expect(() => encode(mainnet, { command: 'other', name, payload: new Uint8Array() }), name).to.throw(
        ArgumentError,
        'Expected `name` to be of 12 characters of ASCII at most',
      );
    }
  });

  it('writes payloads of up to 4 000 000 bytes', async () => {
    const message: Message = { command: 'other', name: 'block', payload: new Uint8Array(4_000_000).fill(7) };
    expect(await readBack(message)).to.deep.equal(message);
    expect(() => encode(mainnet, { ...message, payload: new Uint8Array(4_000_001) })).to.throw(
      ArgumentError,
      'Expected `payload` to be of 4000000 bytes at most, got 4000001',
    );
  });

  describe('a version', () => {
    it('is rounded down to seconds', async () => {
      expect(await readBack(hello)).to.deep.equal({ ...hello, time: 1_700_000_000_000 });
      expect(await readBack({ ...hello, time: -1 })).to.include({ time: -1_000 });
    });

    it('says of itself what it says of its own address, and nothing of the other’s', async () => {
      const payload = encode(mainnet, hello).subarray(24);
      expect(hex(payload.subarray(20, 28))).to.equal('0000000000000000');
      expect(hex(payload.subarray(46, 54))).to.equal('0900000000000000');
      const receiver = { ...hello.receiver, services: 5n };
      expect(await readBack({ ...hello, receiver }))
        .to.have.property('receiver')
        .that.deep.equals(receiver);
    });

    it('has no address where that is no IP address', async () => {
      const nowhere = { host: '::', port: 0 };
      for (const host of [onion, 'example.com']) {
        expect(await readBack({ ...hello, receiver: { host, port: 8333 } }))
          .to.have.property('receiver')
          .that.deep.equals(nowhere);
      }
    });

    it('takes addresses in all their spellings', async () => {
      for (const [host, canonical] of [
        ['::ffff:192.0.2.1', '192.0.2.1'],
        ['2001:DB8:0::1', '2001:db8::1'],
        ['[2001:db8::1]', '2001:db8::1'],
        ['fe80::1%eth0', 'fe80::1'],
        ['::', '::'],
        ['1::', '1::'],
        ['fc00::5', 'fc00::5'],
      ] as const) {
        const read = (await readBack({ ...hello, sender: { host, port: 1 } })) as Version;
        expect(read.sender, host).to.deep.equal({ host: canonical, port: 1 });
      }
    });

    it('has a user agent of up to 256 bytes', async () => {
      const userAgent = 'x'.repeat(256);
      expect(await readBack({ ...hello, userAgent })).to.include({ userAgent });
      expect(() => encode(mainnet, { ...hello, userAgent: 'x'.repeat(257) })).to.throw(
        ArgumentError,
        'Expected `userAgent` to be of 256 bytes at most, got 257',
      );
      expect(() => encode(mainnet, { ...hello, userAgent: 'ä'.repeat(129) })).to.throw(ArgumentError, 'got 258');
    });
  });

  describe('addresses', () => {
    const hosts = ['192.0.2.1', '2001:db8::1', onion, `${'a'.repeat(51)}q.b32.i2p`, 'fc00::5'];

    it('are left out where there is no room for them', async () => {
      const all = [...hosts, 'example.com', 'localhost', 'fd87:d87e:eb43::1'].map((host) => ({ host, port: 8333 }));
      expect((await gossiped('addr', ...all)).map(({ host }) => host)).to.deep.equal(hosts.slice(0, 2));
      expect((await gossiped('addrv2', ...all)).map(({ host }) => host)).to.deep.equal(hosts);
    });

    it('are left out where an onion name has a wrong checksum, and an I2P name bits that are none', async () => {
      const wrong = [`a${onion.slice(1)}`, onion.replace('d.onion', 'e.onion'), `${'a'.repeat(51)}b.b32.i2p`];
      expect(await gossiped('addrv2', ...wrong.map((host) => ({ host, port: 1 })))).to.deep.equal([]);
    });

    it('have a time and services of 0 if nothing is known', async () => {
      for (const command of ['addr', 'addrv2'] as const) {
        expect(await gossiped(command, { host: '192.0.2.1', port: 1 })).to.deep.equal([
          { host: '192.0.2.1', port: 1, seen: 0, services: 0n },
        ]);
      }
    });

    it('have a time that there can be', async () => {
      const times = [-5_000, 1_999, 2 ** 32 * 1_000, Infinity].map((seen) => ({ host: '192.0.2.1', port: 1, seen }));
      expect((await gossiped('addrv2', ...times)).map(({ seen }) => seen)).to.deep.equal([
        0, 1_000, 4_294_967_295_000, 4_294_967_295_000,
      ]);
    });

    it('are 1 000 at most, of those that are written', async () => {
      const thousand = Array.from({ length: 1_000 }, (_, i) => ({ host: `10.0.${i >> 8}.${i & 255}`, port: 1 }));
      const name = { host: 'example.com', port: 1 };
      for (const command of ['addr', 'addrv2'] as const) {
        expect(await gossiped(command, ...thousand, name)).to.have.lengthOf(1_000);
        expect(() => encode(mainnet, { command, addresses: [...thousand, { host: '10.1.0.0', port: 1 }] })).to.throw(
          ArgumentError,
          'Expected 1000 addresses at most, got 1001',
        );
      }
    });
  });
});

// What others have published: that we read it right, and write the same bytes.
import { expect } from 'chai';
import { chains } from '../../../examples/bitcoin-node/wire/chains.js';
import { encode } from '../../../examples/bitcoin-node/wire/encode.js';
import { frame } from '../../../examples/bitcoin-node/wire/header.js';
import type { Message } from '../../../examples/bitcoin-node/wire/message.js';
import { bytes, hex } from '../../support/play.js';
import { deframed, failureOf } from './support/messages.js';

const { mainnet } = chains;

const plain = (vector: string): string => vector.replaceAll(' ', '').toLowerCase();

const expectBoth = async (message: Message, vector: string) => {
  expect(await deframed(mainnet, bytes(vector))).to.deep.equal([message]);
  expect(hex(encode(mainnet, message))).to.equal(plain(vector));
};

describe('the vectors of the Bitcoin wiki’s “Protocol documentation”', () => {
  const version60002 = (senderServices: string) =>
    [
      '62 EA 00 00', // protocol version 60002
      '01 00 00 00 00 00 00 00', // services
      '11 B2 D0 50 00 00 00 00', // Tue Dec 18 10:12:33 PST 2012
      '01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF FF 00 00 00 00 00 00', // receiver
      `${senderServices} 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF FF 00 00 00 00 00 00`, // sender
      '3B 2E B3 5D 8C E6 17 65', // nonce
      '0F 2F 53 61 74 6F 73 68 69 3A 30 2E 37 2E 32 2F', // "/Satoshi:0.7.2/"
      'C0 3E 03 00', // height 212672
    ].join(' ');
  const header60002 = (checksum: string) => `F9 BE B4 D9 76 65 72 73 69 6F 6E 00 00 00 00 00 64 00 00 00 ${checksum}`;
  const message60002: Message = {
    command: 'version',
    version: 60_002,
    services: 1n,
    time: Date.parse('2012-12-18T10:12:33-08:00'),
    receiver: { host: '0.0.0.0', port: 0, services: 1n },
    sender: { host: '0.0.0.0', port: 0, services: 0n },
    nonce: 0x6517_e68c_5db3_2e3bn,
    userAgent: '/Satoshi:0.7.2/',
    height: 212_672,
    relay: true,
  };

  it('has a version of protocol 60002, which does not say whether to relay', async () => {
    const dump = `${header60002('35 8D 49 32')} ${version60002('00')}`;
    expect(await deframed(mainnet, bytes(dump))).to.deep.equal([message60002]);
    expect(hex(encode(mainnet, message60002).subarray(24))).to.equal(plain(`${version60002('00')} 01`));
  });

  it('has it in an earlier edition with services of the sender, and another checksum', async () => {
    const dump = `${header60002('3B 64 8D 5A')} ${version60002('01')}`;
    const sender = { host: '0.0.0.0', port: 0 };
    expect(await deframed(mainnet, bytes(dump))).to.deep.equal([{ ...message60002, sender }]);
  });

  it('explains the dump with the services of the one and the checksum of the other, which is told', () => {
    expect(failureOf(mainnet, bytes(`${header60002('35 8D 49 32')} ${version60002('01')}`))).to.include({
      code: 'checksum',
      message: 'version: a checksum of 358d4932, where it is 3b648d5a',
    });
  });

  it('has a version of 0.3.19, which had no checksum then and has one now', async () => {
    const payload = bytes(
      '9C 7C 00 00 01 00 00 00 00 00 00 00 E6 15 10 4D 00 00 00 00' +
        '01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF FF 0A 00 00 01 20 8D' +
        '01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF FF 0A 00 00 02 20 8D' +
        'DD 9D 20 2C 3A B4 57 13 00 55 81 01 00',
    );
    expect(payload).to.have.lengthOf(0x55);
    expect(await deframed(mainnet, frame(mainnet, 'version', payload))).to.deep.equal([
      {
        command: 'version',
        version: 31_900,
        services: 1n,
        time: Date.parse('2010-12-20T21:50:14-05:00'),
        receiver: { host: '10.0.0.1', port: 8333, services: 1n },
        sender: { host: '10.0.0.2', port: 8333 },
        nonce: 0x1357_b43a_2c20_9dddn,
        userAgent: '',
        height: 98_645,
        relay: true,
      },
    ]);
  });

  it('has verack', () => expectBoth({ command: 'verack' }, 'f9beb4d9 76657261636b000000000000 00000000 5df6e0e2'));

  it('has addr', () =>
    expectBoth(
      {
        command: 'addr',
        addresses: [{ host: '10.0.0.1', port: 8333, seen: Date.parse('2010-12-20T21:50:10-05:00'), services: 1n }],
      },
      'f9beb4d9 616464720000000000000000 1f000000 ed52399b ' +
        '01 e215104d 0100000000000000 00000000000000000000ffff0a000001 208d',
    ));
});

describe('the vector of developer.bitcoin.org', () => {
  it('is a version of protocol 70002', () =>
    expectBoth(
      {
        command: 'version',
        version: 70_002,
        services: 1n,
        time: 1_415_483_324_000,
        receiver: { host: '198.27.100.9', port: 8333, services: 1n },
        sender: { host: '203.0.113.192', port: 8333 },
        nonce: 0xf853_79c9_cb35_8012n,
        userAgent: '/Satoshi:0.9.3/',
        height: 329_167,
        relay: true,
      },
      'f9beb4d9 76657273696f6e0000000000 65000000 5f1a69d2 ' +
        '72110100 0100000000000000 bc8f5e5400000000 ' +
        '0100000000000000 00000000000000000000ffffc61b6409 208d ' +
        '0100000000000000 00000000000000000000ffffcb0071c0 208d ' +
        '128035cbc97953f8 0f2f5361746f7368693a302e392e332f cf050500 01',
    ));
});

describe('the vectors of BIP 155', () => {
  const message = (count: string, ...entries: readonly string[]) =>
    frame(mainnet, 'addrv2', bytes([count, ...entries].join('')));
  const readOne = async (entry: string) => {
    const [read] = await deframed(mainnet, message('01', '00000000 00', entry, '208d'));
    return read && 'addresses' in read ? read.addresses.map(({ host }) => host) : read;
  };

  it('are of all networks, there and back', async () => {
    for (const [entry, host] of [
      ['01 04 01020304', '1.2.3.4'],
      ['02 10 0102030405060708090a0b0c0d0e0f10', '102:304:506:708:90a:b0c:d0e:f10'],
      ['02 10 1a1b2a2b3a3b4a4b5a5b6a6b7a7b8a8b', '1a1b:2a2b:3a3b:4a4b:5a5b:6a6b:7a7b:8a8b'],
      ['02 10 00000000000000000000000000000000', '::'],
      [
        '04 20 79bcc625184b05194975c28b66b66b0469f7f6556fb1ac3189a79b40dda32f1f',
        'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion',
      ],
      [
        '04 20 53cd5648488c4707914182655b7664034e09e66f7e8cbf1084e654eb56c5bd88',
        'kpgvmscirrdqpekbqjsvw5teanhatztpp2gl6eee4zkowvwfxwenqaid.onion',
      ],
      [
        '05 20 a2894dabaec08c0051a481a6dac88b64f98232ae42d4b6fd2fa81952dfe36a87',
        'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p',
      ],
      ['06 10 fc000001000200030004000500060007', 'fc00:1:2:3:4:5:6:7'],
    ] as const) {
      expect(await readOne(entry), entry).to.deep.equal([host]);
      const written = encode(mainnet, { command: 'addrv2', addresses: [{ host, port: 8333 }] });
      expect(hex(written.subarray(24)), host).to.equal(plain(`01 00000000 00 ${entry} 208d`));
    }
  });

  it('are ignored where the network is out of use, unknown, or another than is said', async () => {
    for (const entry of [
      '02 10 00000000000000000000ffff01020304', // IPv4 as IPv6
      '02 10 fd87d87eeb430102030405060708090a', // Tor v2 as IPv6
      '02 10 fd6b88c08724ca978112ca1bbdcafac2', // the name of a DNS seed as IPv6
      '02 10 fc000001000200030004000500060007', // CJDNS as IPv6
      '03 0a f1f2f3f4f5f6f7f8f9fa', // Tor v2
      '06 10 aa000001000200030004000500060007', // no CJDNS
      '07 10 02000001000200030004000500060007', // Yggdrasil
      'aa 04 01020304',
      'aa 00',
      `aa fd0002 ${'00'.repeat(512)}`,
    ]) {
      expect(await readOne(entry), entry).to.deep.equal([]);
    }
  });

  it('are errors where the length is not that of the network, or too long for any', () => {
    for (const [entry, why] of [
      ['01 05 0102030405', 'an address of 5 bytes in network 1, where they have 4'],
      ['01 fd0102 01020304', '513 bytes of an address, 512 at most'],
      ['02 04 00000000', 'an address of 4 bytes in network 2, where they have 16'],
      ['03 09 000000000000000000', 'an address of 9 bytes in network 3, where they have 10'],
      ['04 00', 'an address of 0 bytes in network 4, where they have 32'],
      ['05 03 000000', 'an address of 3 bytes in network 5, where they have 32'],
      ['06 01 00', 'an address of 1 bytes in network 6, where they have 16'],
      ['07 01 00', 'an address of 1 bytes in network 7, where they have 16'],
      ['aa fe00000002 01020304050607', '33554432 bytes of an address, 512 at most'],
      ['01 04 01', '4 bytes expected, 3 left'],
    ] as const) {
      const failure = failureOf(mainnet, message('01', '00000000 00', entry, '208d'));
      expect(failure, entry).to.include({ code: 'malformed', message: `addrv2: ${why}` });
    }
  });

  it('have three addresses in a message, with the highest of times and services of two bytes', async () => {
    const read = message(
      '03',
      '61bc6649 00 02 10 00000000000000000000000000000001 0000',
      '79627683 01 02 10 00000000000000000000000000000001 00f1',
      'ffffffff fd4804 02 10 00000000000000000000000000000001 f1f2',
    );
    const addresses = [
      { host: '::1', port: 0, seen: Date.parse('2009-01-09T02:54:25Z'), services: 0n },
      { host: '::1', port: 0xf1, seen: Date.parse('2039-11-22T11:22:33Z'), services: 1n },
      { host: '::1', port: 0xf1f2, seen: Date.parse('2106-02-07T06:28:15Z'), services: 1096n },
    ];
    expect(await deframed(mainnet, read)).to.deep.equal([{ command: 'addrv2', addresses }]);
    expect(hex(encode(mainnet, { command: 'addrv2', addresses }))).to.equal(hex(read));
  });
});

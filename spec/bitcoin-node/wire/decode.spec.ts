import { expect } from 'chai';
import { chains } from '../../../examples/bitcoin-node/wire/chains.js';
import { decode } from '../../../examples/bitcoin-node/wire/decode.js';
import { encode } from '../../../examples/bitcoin-node/wire/encode.js';
import type { Message } from '../../../examples/bitcoin-node/wire/message.js';
import { isWireError } from '../../../examples/bitcoin-node/wire/wire-error.js';
import { bytes } from '../../support/play.js';
import { version as said } from '../support/version.js';

const payloadOf = (message: Message) => encode(chains.mainnet, message).subarray(24);
const whyNot = (name: string, payload: Uint8Array | string) => {
  try {
    decode(name, typeof payload === 'string' ? bytes(payload) : payload);
    return undefined;
  } catch (error) {
    return isWireError(error, 'malformed') ? error.message : error;
  }
};

describe('decode', () => {
  describe('a version', () => {
    const full = said({
      time: 1_700_000_000_000,
      receiver: { host: '192.0.2.1', port: 8333 },
      sender: { host: '2001:db8::1', port: 18_444 },
      nonce: 0xffff_ffff_ffff_ffffn,
      userAgent: '/rx:1/',
      height: 800_000,
      relay: false,
    });
    const payload = payloadOf(full);
    const untold = { sender: { host: '::', port: 0 }, nonce: 0n, userAgent: '', height: 0, relay: true };

    it('may end where old peers ended', () => {
      const { command, version, services, time, receiver, sender, nonce, userAgent, height } = full;
      const first = { command, version, services, time, receiver };
      expect(decode('version', payload.subarray(0, 46))).to.deep.equal({ ...first, ...untold });
      expect(decode('version', payload.subarray(0, 80))).to.deep.equal({ ...first, ...untold, sender, nonce });
      expect(decode('version', payload.subarray(0, 87))).to.deep.equal({
        ...first,
        ...untold,
        ...{ sender, nonce, userAgent },
      });
      expect(decode('version', payload.subarray(0, 91))).to.deep.equal({
        ...first,
        ...{ sender, nonce, userAgent, height },
        relay: true,
      });
      expect(decode('version', payload)).to.deep.equal(full);
      expect(payload).to.have.lengthOf(92);
    });

    it('may end nowhere else', () => {
      const ends = [46, 80, 87, 91, 92];
      for (let length = 0; length < payload.length; length += 1) {
        const why = whyNot('version', payload.subarray(0, length));
        if (ends.includes(length)) expect(why, String(length)).to.be.undefined;
        else expect(why, String(length)).to.match(/^version: \d bytes expected, \d left$|^version: 16 bytes/);
      }
    });

    it('may go on, as later versions do', () => {
      expect(decode('version', Uint8Array.of(...payload, 1, 2, 3))).to.deep.equal(full);
    });

    it('has a user agent of 256 bytes at most', () => {
      const start = [...payload.subarray(0, 80)];
      expect(decode('version', Uint8Array.from([...start, 0xfd, 0, 1, ...new Array<number>(256).fill(97)]))).to.include(
        {
          userAgent: 'a'.repeat(256),
        },
      );
      expect(whyNot('version', Uint8Array.from([...start, 0xfd, 1, 1, ...new Array<number>(257).fill(97)]))).to.equal(
        'version: 257 bytes of a user agent, 256 at most',
      );
    });

    it('has a user agent that is safe to show', () => {
      const told = '/a<b>:1\x1b[31m(c; d_e-f)\u0000\u007f\n@?/é';
      const text = new TextEncoder().encode(told);
      const read = decode('version', Uint8Array.of(...payload.subarray(0, 80), text.length, ...text));
      expect(read).to.include({ userAgent: '/ab:131m(c; d_e-f)@?/' });
    });

    it('takes any byte but 0 for a wish for transactions', () => {
      expect(decode('version', Uint8Array.of(...payload.subarray(0, 91), 2))).to.include({ relay: true });
    });

    it('has times beyond all clocks, which are numbers still', () => {
      const late = Uint8Array.from(payload);
      late.fill(0xff, 12, 20);
      expect(decode('version', late)).to.include({ time: -1_000 });
      late[19] = 0x7f;
      const { time } = decode('version', late) as { time: number };
      expect(time).to.be.greaterThan(9e21).and.be.lessThan(Infinity);
    });
  });

  it('ignores what is left of a message', () => {
    for (const name of ['verack', 'sendaddrv2', 'getaddr'] as const) {
      expect(decode(name, bytes('0102'))).to.deep.equal({ command: name });
    }
    expect(decode('ping', bytes('0100000000000000 ff'))).to.deep.equal({ command: 'ping', nonce: 1n });
    expect(decode('addr', bytes('00 ff'))).to.deep.equal({ command: 'addr', addresses: [] });
  });

  it('answers no ping that wants no answer', () => {
    const payload = new Uint8Array();
    expect(decode('ping', payload)).to.deep.equal({ command: 'other', name: 'ping', payload });
    expect(whyNot('ping', '01020304050607')).to.equal('ping: 8 bytes expected, 7 left');
    expect(whyNot('pong', '')).to.equal('pong: 8 bytes expected, 0 left');
  });

  it('takes no more than 1 000 addresses, and says so before it looks at one', () => {
    for (const name of ['addr', 'addrv2']) {
      expect(whyNot(name, 'fde903')).to.equal(`${name}: 1001 addresses, 1000 at most`);
      expect(whyNot(name, 'ffffffffffffffffff')).to.equal(`${name}: 18446744073709551615 addresses, 1000 at most`);
      expect(whyNot(name, 'fde803')).to.equal(`${name}: 4 bytes expected, 0 left`);
    }
  });

  it('takes no number in more bytes than it takes', () => {
    for (const [size, value] of [
      ['fdfc00', 252],
      ['fd0000', 0],
      ['feffff0000', 65_535],
      ['ffffffffff00000000', 4_294_967_295],
    ] as const) {
      expect(whyNot('addr', size)).to.equal(`addr: ${value} in more bytes than it takes`);
    }
    expect(whyNot('addr', 'fdfd00')).to.equal('addr: 4 bytes expected, 0 left');
    // the services of addrv2 are such a number, too, and may be any
    expect(whyNot('addrv2', '01 00000000 fdfc00 01 04 01020304 0001')).to.equal(
      'addrv2: 252 in more bytes than it takes',
    );
    expect(decode('addrv2', bytes('01 00000000 ffffffffffffffffff 01 04 01020304 0001'))).to.deep.equal({
      command: 'addrv2',
      addresses: [{ host: '1.2.3.4', port: 1, seen: 0, services: 0xffff_ffff_ffff_ffffn }],
    });
  });

  it('ignores what stands for another network in addr', () => {
    const entry = (ip: string) => `00000000 0100000000000000 ${ip} 208d`;
    const ips = [
      'fd87d87eeb430102030405060708090a',
      'fc000001000200030004000500060007',
      '00000000000000000000ffff01020304',
      '20010db8000000000000000000000001',
    ];
    const read = decode('addr', bytes(['04', ...ips.map(entry)].join('')));
    expect(read)
      .to.have.property('addresses')
      .that.deep.equals([
        { host: '1.2.3.4', port: 8333, seen: 0, services: 1n },
        { host: '2001:db8::1', port: 8333, seen: 0, services: 1n },
      ]);
  });

  it('looks into nothing else', () => {
    const payload = bytes('ffffff');
    for (const name of ['inv', 'feefilter', 'Ping', 'toString', '__proto__', '']) {
      expect(decode(name, payload)).to.deep.equal({ command: 'other', name, payload });
    }
  });
});

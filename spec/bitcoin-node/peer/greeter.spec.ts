import { expect } from 'chai';
import { asyncScheduler, timer } from 'rxjs';
import { isConnectionError } from 'rx-connmgr';
import { greeter } from '../../../examples/bitcoin-node/peer/greeter.js';
import { isPeerError, type PeerErrorCode } from '../../../examples/bitcoin-node/peer/peer-error.js';
import type { Whom } from '../../../examples/bitcoin-node/peer/whom.js';
import { chains } from '../../../examples/bitcoin-node/wire/chains.js';
import { encode } from '../../../examples/bitcoin-node/wire/encode.js';
import type { Message, Version } from '../../../examples/bitcoin-node/wire/message.js';
import { isWireError, type WireErrorCode } from '../../../examples/bitcoin-node/wire/wire-error.js';
import { version } from '../support/version.js';
import { Meeting, cameIn, dialled, meet, met, self } from './support/meet.js';
import { getaddr, other, ping, pong, sendaddrv2, verack } from './support/messages.js';
import { start, virtually } from './support/virtually.js';

const second = 1_000;
const minute = 60 * second;

/** The handshake failed for that reason. */
const expectRefused = (meeting: Meeting, code: PeerErrorCode) => {
  expect(meeting.open, 'open').to.equal(false);
  expect(isConnectionError(meeting.error, 'handshake'), String(meeting.error)).to.equal(true);
  expect(isPeerError((meeting.error as Error).cause, code), String((meeting.error as Error).cause)).to.equal(true);
  expect(meeting.peers).to.deep.equal([]);
  expect(meeting.socket.listeners).to.equal(0);
};

const expectUnreadable = (meeting: Meeting, code: WireErrorCode) => {
  expect(isConnectionError(meeting.error, 'handshake'), String(meeting.error)).to.equal(true);
  expect(isWireError((meeting.error as Error).cause, code), String((meeting.error as Error).cause)).to.equal(true);
};

const expectHungUp = (meeting: Meeting, code: PeerErrorCode) => {
  expect(meeting.open, 'open').to.equal(false);
  expect(isPeerError(meeting.error, code), String(meeting.error)).to.equal(true);
  expect(meeting.socket.listeners).to.equal(0);
};

describe('greeter', () => {
  describe('where we dialled', () => {
    it(
      'speaks first, then asks for addrv2 and acknowledges, and has a peer when that is acknowledged',
      virtually(() => {
        const { socket, peers, close } = meet(dialled);
        expect(socket.commands).to.deep.equal(['version']);
        socket.hear(version());
        expect(socket.commands).to.deep.equal(['version', 'sendaddrv2', 'verack']);
        socket.hear(sendaddrv2);
        expect(peers.length).to.equal(0);
        socket.hear(verack);
        expect(peers.length).to.equal(1);
        close();
      }),
    );

    it(
      'says who we are',
      virtually(() => {
        const { socket, close } = meet(dialled, { height: 7 });
        expect(socket.said[0]).to.deep.include({
          command: 'version',
          version: 70_016,
          services: 9n,
          time: start,
          nonce: 1n,
          userAgent: '/ours:1.0/',
          height: 7,
          relay: true,
        });
        const { receiver, sender } = socket.said[0] as Version;
        expect(receiver).to.include(dialled.address);
        expect(sender).to.include({ host: '0.0.0.0', port: 0 });
        close();
      }),
    );

    it(
      'says so to whoever has no IP address, too',
      virtually(() => {
        for (const host of [
          `${'a'.repeat(56)}.onion`,
          'seed.example.org',
          'fe80::1%eth0',
          'fc32:17ea:e415:c3bf:9808:149d:b5a2:c9aa',
        ]) {
          const { socket, close } = meet({ address: { host, port: 1 }, kind: 'manual' });
          expect((socket.said[0] as Version).receiver).to.include({ host: '0.0.0.0', port: 0 });
          close();
        }
      }),
    );

    it(
      'wants no transactions of block-relay-only peers and feelers',
      virtually(() => {
        const relays = [{ pool: 'blockRelay' }, { tag: 'feeler' }, { pool: 'full' }, { tag: 'anchor' }].map((role) => {
          const meeting = meet({ ...dialled, ...role });
          meeting.close();
          return (meeting.socket.said[0] as Version).relay;
        });
        expect(relays).to.deep.equal([false, false, true, true]);
      }),
    );
  });

  describe('where they came to us', () => {
    it(
      'waits for their word, then answers',
      virtually(() => {
        const { socket, peers, close } = meet(cameIn);
        expect(socket.commands).to.deep.equal([]);
        socket.hear(version());
        expect(socket.commands).to.deep.equal(['version', 'sendaddrv2', 'verack']);
        expect(peers.length).to.equal(0);
        socket.hear(verack);
        expect(peers.length).to.equal(1);
        close();
      }),
    );

    it(
      'takes those who offer nothing, as it does whom the user asked for',
      virtually(() => {
        const kinds: readonly Whom['kind'][] = ['inbound', 'manual', 'permanent'];
        for (const kind of kinds) {
          const { peers, close } = met({ ...dialled, kind }, {}, version({ services: 0n }));
          expect(peers.length).to.equal(1);
          close();
        }
      }),
    );
  });

  for (const whom of [dialled, cameIn]) {
    describe(`with a peer that is ${whom.kind}`, () => {
      it(
        'says sendaddrv2 to those only who know what it is',
        virtually(() => {
          for (const [theirs, ours, expected] of [
            [70_016, 70_016, true],
            [70_017, 70_016, true],
            [70_015, 70_016, false],
            [70_016, 70_015, false],
          ] as const) {
            const { socket, peer, close } = met(whom, { protocolVersion: ours }, version({ version: theirs }));
            expect(socket.commands.includes('sendaddrv2')).to.equal(expected);
            expect(peer.protocolVersion).to.equal(Math.min(theirs, ours));
            close();
          }
        }),
      );

      it(
        'takes the bytes as they come',
        virtually(() => {
          const { socket, peers, close } = meet(whom);
          const bytes = Buffer.concat(
            [version(), sendaddrv2, verack].map((message) => encode(chains.regtest, message)),
          );
          for (const byte of bytes) socket.receive(Uint8Array.of(byte));
          expect(peers.length).to.equal(1);
          close();
        }),
      );

      it(
        'lets what else there is to negotiate pass',
        virtually(() => {
          const { socket, peers, close } = meet(whom);
          socket.hear(version(), other('wtxidrelay'), other('sendtxrcncl'), ping(1n), getaddr, verack);
          expect(peers.length).to.equal(1);
          close();
        }),
      );

      it(
        'refuses too old a version',
        virtually(() => {
          expectRefused(met(whom, {}, version({ version: 31_799 })), 'obsolete');
          expectRefused(met(whom, { minVersion: 70_001 }, version({ version: 70_000 })), 'obsolete');
          const { peers, close } = met(whom, {}, version({ version: 31_800 }));
          expect(peers.length).to.equal(1);
          close();
        }),
      );

      it(
        'refuses whatever comes before version',
        virtually(() => {
          for (const message of [verack, sendaddrv2, getaddr, ping(1n), other('inv')]) {
            const meeting = meet(whom);
            meeting.socket.hear(message);
            expectRefused(meeting, 'version-missing');
          }
        }),
      );

      it(
        'refuses a second version, at once and later',
        virtually(() => {
          const early = meet(whom);
          early.socket.hear(version(), version());
          expectRefused(early, 'version-twice');
          const late = met(whom);
          late.socket.hear(version());
          expectHungUp(late, 'version-twice');
        }),
      );

      it(
        'refuses sendaddrv2 after verack',
        virtually(() => {
          const meeting = meet(whom);
          meeting.socket.hear(version(), verack, sendaddrv2);
          expectHungUp(meeting, 'sendaddrv2-late');
        }),
      );

      it(
        'refuses another network, garbage, and a bad checksum',
        virtually(() => {
          const foreign = meet(whom);
          foreign.socket.receive(encode(chains.mainnet, version()));
          expectUnreadable(foreign, 'magic');
          const garbage = meet(whom);
          garbage.socket.receive(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
          expectUnreadable(garbage, 'magic');
          const broken = meet(whom);
          const bytes = encode(chains.regtest, version());
          bytes[bytes.length - 1]! ^= 1;
          broken.socket.receive(bytes);
          expectUnreadable(broken, 'checksum');
        }),
      );

      it(
        'gives a peer that stalls a minute',
        virtually((at) => {
          const meeting = meet(whom);
          at(30 * second, () => meeting.socket.hear(version(), sendaddrv2));
          at(minute - 1, () => expect(meeting.open).to.equal(true));
          at(minute + 1, () => {
            expect(isConnectionError(meeting.error, 'timeout')).to.equal(true);
            expect(meeting.socket.listeners).to.equal(0);
          });
        }),
      );

      it(
        'or as long as it is told to',
        virtually((at) => {
          const meeting = meet(whom, { handshakeTimeout: 5 * second });
          at(5 * second - 1, () => expect(meeting.open).to.equal(true));
          at(5 * second + 1, () => expect(isConnectionError(meeting.error, 'timeout')).to.equal(true));
        }),
      );

      it(
        'hangs up on who says nothing at all in the first minute, however long the handshake may take',
        virtually((at) => {
          const meeting = meet(whom, { handshakeTimeout: 10 * minute });
          at(minute - 1, () => expect(meeting.open).to.equal(true));
          at(minute + 1, () => {
            expect(isConnectionError(meeting.error, 'handshake')).to.equal(true);
            expect(isPeerError((meeting.error as Error).cause, 'silent')).to.equal(true);
          });
          const talking = meet(whom, { handshakeTimeout: 10 * minute });
          at(30 * second, () => talking.socket.hear(version()));
          at(2 * minute, () => {
            expect(talking.open).to.equal(true);
            talking.close();
          });
        }),
      );

      it(
        'ends as the connection does, before and after',
        virtually(() => {
          const reset = new Error('reset');
          const cut = meet(whom);
          cut.break(reset);
          expect(isConnectionError(cut.error, 'handshake') && cut.error.cause === reset).to.equal(true);
          const left = meet(whom);
          left.hangUp();
          expect((left.error as Error).message).to.equal('The connection closed during the handshake');
          const broken = met(whom);
          broken.break(reset);
          expect(broken.error).to.equal(reset);
          const closed = met(whom);
          closed.hangUp();
          expect([closed.completed, closed.error]).to.deep.equal([true, undefined]);
          for (const { socket } of [cut, left, broken, closed]) expect(socket.listeners).to.equal(0);
        }),
      );

      it(
        'leaves nothing behind when it is let go of',
        virtually(() => {
          for (const meeting of [meet(whom), met(whom)]) {
            meeting.close();
            expect(meeting.socket.listeners).to.equal(0);
          }
        }),
      );
    });
  }

  it(
    'refuses whom it dialled by itself, and who does not offer what is needed',
    virtually(() => {
      for (const services of [0n, 1n, 8n, 1_024n]) expectRefused(met(dialled, {}, version({ services })), 'services');
      const meeting = met(dialled, { wanted: 0n }, version({ services: 0n }));
      expect(meeting.open).to.equal(true);
      meeting.close();
    }),
  );

  describe('at a connection to itself', () => {
    /** What one end says, the other hears. */
    const join = (one: Meeting, two: Meeting) => {
      const spoken = one.socket.said.splice(0);
      one.socket.reply = (message: Message) => two.socket.hear(message);
      two.socket.reply = (message: Message) => one.socket.hear(message);
      two.socket.hear(...spoken);
    };

    it(
      'ends both ends, and says so at both',
      virtually(() => {
        const greet = greeter(self());
        const [out, into] = [new Meeting(dialled, greet), new Meeting(cameIn, greet)];
        join(out, into);
        expectRefused(out, 'self');
        expectRefused(into, 'self');
      }),
    );

    it(
      'but two of us are not one',
      virtually(() => {
        const [out, into] = [
          new Meeting(dialled, greeter(self({ nonce: () => 8n }))),
          new Meeting(cameIn, greeter(self({ nonce: () => 9n }))),
        ];
        join(out, into);
        expect([out.open, into.open]).to.deep.equal([true, true]);
        expect(out.peer.version.nonce).to.equal(9n);
        out.close();
        into.close();
      }),
    );

    it(
      'knows a nonce no longer than the handshake lasts',
      virtually(() => {
        const greet = greeter(self());
        const done = new Meeting(dialled, greet);
        done.socket.hear(version(), verack);
        const failed = new Meeting(dialled, greet);
        failed.hangUp();
        const late = new Meeting(cameIn, greet);
        late.socket.hear(version({ nonce: 1n }), verack);
        const later = new Meeting(cameIn, greet);
        later.socket.hear(version({ nonce: 2n }), verack);
        expect([done.open, late.open, later.open]).to.deep.equal([true, true, true]);
        [done, late, later].forEach((meeting) => meeting.close());
      }),
    );

    it(
      'refuses who sends its own nonce back',
      virtually(() => expectRefused(met(dialled, {}, version({ nonce: 1n })), 'self')),
    );
  });

  describe('has a peer', () => {
    it(
      'that says what is known of it',
      virtually((at) => {
        const theirs = version({ time: start + 3_000, userAgent: '/theirs/', version: 70_017 });
        const whom: Whom = { address: { host: '2600::1', port: 8_333 }, kind: 'manual', pool: 'full', tag: 'anchor' };
        const meeting = meet(whom);
        Object.assign(meeting.socket, { localAddress: '127.0.0.5', localPort: 4_444 });
        at(2_400, () => {
          meeting.socket.hear(theirs, sendaddrv2, verack);
          const { peer } = meeting;
          expect(peer).to.deep.include({
            address: whom.address,
            kind: 'manual',
            pool: 'full',
            tag: 'anchor',
            network: 'ipv6',
            protocolVersion: 70_016,
            wantsAddrV2: true,
            connectedAt: start,
            timeOffset: 1_000,
          });
          expect(peer.version.userAgent).to.equal('/theirs/');
          meeting.close();
        });
      }),
    );

    it(
      'that has no pool and no tag where the request has none, and no addrv2 unless it wants it',
      virtually(() => {
        const meeting = meet({ ...dialled, pool: undefined, tag: undefined });
        meeting.socket.hear(version(), verack);
        expect(meeting.peer).not.to.have.any.keys('pool', 'tag');
        expect(meeting.peer.wantsAddrV2).to.equal(false);
        meeting.close();
      }),
    );

    it(
      'that knows our end of the connection',
      virtually(() => {
        const meeting = meet(cameIn);
        Object.assign(meeting.socket, { localAddress: '127.0.0.5', localPort: 4_444 });
        meeting.socket.hear(version(), verack);
        expect(meeting.peer.localAddress).to.deep.equal({ host: '127.0.0.5', port: 4_444 });
        meeting.close();
      }),
    );

    it(
      'whose messages are hot, begin after the handshake and complete with the connection, however that ends',
      virtually(() => {
        const ends: readonly ((meeting: Meeting) => void)[] = [
          (meeting) => meeting.hangUp(),
          (meeting) => meeting.break(new Error('reset')),
          (meeting) => meeting.close(),
          (meeting) => meeting.socket.hear(version()),
        ];
        for (const end of ends) {
          const meeting = met(dialled);
          const heard: string[][] = [[], []];
          let completed = 0;
          for (const list of heard) {
            meeting.peer.messages$.subscribe({
              next: ({ command }) => list.push(command),
              complete: () => (completed += 1),
            });
          }
          meeting.socket.hear(getaddr, other('inv'));
          expect(heard).to.deep.equal([
            ['getaddr', 'other'],
            ['getaddr', 'other'],
          ]);
          expect(completed).to.equal(0);
          end(meeting);
          expect(completed).to.equal(2);
        }
      }),
    );

    it(
      'of whose messages none is lost that came with its verack',
      virtually(() => {
        const heard: string[] = [];
        const meeting = meet(dialled);
        meeting.peers.push = (...peers) => {
          for (const peer of peers) peer.messages$.subscribe(({ command }) => heard.push(command));
          return 1;
        };
        meeting.socket.hear(version(), verack, getaddr, ping(1n));
        expect(heard).to.deep.equal(['getaddr', 'ping']);
        meeting.close();
      }),
    );

    it(
      'that is told nothing once it is gone',
      virtually(() => {
        const meeting = met(dialled);
        const { peer, socket } = meeting;
        const said = socket.said.length;
        meeting.hangUp();
        peer.send(getaddr);
        expect(socket.said.length).to.equal(said);
        const half = met(dialled);
        half.socket.writable = false;
        half.peer.send(getaddr);
        expect(half.socket.commands).not.to.include('getaddr');
        half.close();
      }),
    );

    it(
      'that is hung up on when it leaves too much unread',
      virtually(() => {
        const meeting = met(dialled);
        meeting.socket.writableLength = 5_000_000;
        meeting.peer.send(getaddr);
        expect(meeting.open).to.equal(true);
        meeting.socket.writableLength = 5_000_001;
        meeting.peer.send(getaddr);
        expectHungUp(meeting, 'unread');
      }),
    );

    it(
      'that is hung up on when it only pings and never reads',
      virtually(() => {
        const meeting = met(cameIn, { maxSendBuffer: 1_000 });
        meeting.socket.reply = () => (meeting.socket.writableLength += 32);
        for (let i = 0n; i < 100n && meeting.open; i += 1n) meeting.socket.hear(ping(i));
        expectHungUp(meeting, 'unread');
      }),
    );

    it(
      'whose bytes are counted, and the instants kept',
      virtually((at) => {
        const meeting = met(dialled);
        const { peer, socket } = meeting;
        const before = peer.traffic();
        const sent = socket.said.reduce((total, message) => total + encode(chains.regtest, message).length, 0);
        const received = [version(), sendaddrv2, verack].reduce(
          (total, message) => total + encode(chains.regtest, message).length,
          0,
        );
        expect(before).to.deep.include({
          bytesSent: sent,
          bytesReceived: received,
          lastSent: start,
          lastReceived: start,
        });
        at(5 * second, () => socket.receive(encode(chains.regtest, getaddr).subarray(0, 10)));
        at(7 * second, () => peer.send(getaddr));
        at(9 * second, () => {
          expect(peer.traffic()).to.deep.include({
            bytesReceived: received + 10,
            lastReceived: start + 5 * second,
            bytesSent: sent + 24,
            lastSent: start + 7 * second,
          });
          meeting.close();
        });
      }),
    );
  });

  describe('keeps its peer to the limits of gossip', () => {
    const told = (count: number): Message => ({
      command: 'addr',
      addresses: Array.from({ length: count }, (_, i) => ({
        host: `8.8.${i >> 8}.${i & 255}`,
        port: 8_333,
        seen: start,
        services: 1n,
      })),
    });
    const listen = (meeting: Meeting) => {
      const heard: (readonly string[])[] = [];
      meeting.peer.messages$.subscribe((message) => {
        if ('addresses' in message) heard.push(message.addresses.map(({ host }) => host));
      });
      return heard;
    };

    it(
      'one address at first, then one every ten seconds',
      virtually((at) => {
        const meeting = met(cameIn);
        const heard = listen(meeting);
        meeting.socket.hear(told(10));
        at(25 * second, () => meeting.socket.hear(told(10)));
        at(30 * second, () => {
          meeting.socket.hear(told(10));
          expect(heard.map(({ length }) => length)).to.deep.equal([1, 2, 1]);
          expect(meeting.peer.traffic()).to.include({ addressesProcessed: 4, addressesRateLimited: 26 });
          meeting.close();
        });
      }),
    );

    it(
      'and a thousand more when it is asked',
      virtually(() => {
        const meeting = met(dialled);
        const heard = listen(meeting);
        meeting.peer.send(getaddr);
        meeting.socket.hear(told(1_000), told(1_000));
        expect(heard.map(({ length }) => length)).to.deep.equal([1_000, 1]);
        expect(meeting.peer.traffic()).to.include({ addressesProcessed: 1_001, addressesRateLimited: 999 });
        meeting.close();
      }),
    );

    it(
      'picks by chance among too many',
      virtually(() => {
        const picks = [0.01, 0.99].map((chance) => {
          const meeting = met(cameIn, { random: () => chance });
          const heard = listen(meeting);
          meeting.socket.hear(told(10));
          meeting.close();
          return heard.flat();
        });
        expect(picks).to.deep.equal([['8.8.0.0'], ['8.8.0.9']]);
      }),
    );

    it(
      'hangs up on more than a thousand in a message',
      virtually(() => {
        const meeting = met(dialled);
        // More than we would send: the count is what it says first.
        const bytes = Buffer.concat([Buffer.from('fde903', 'hex'), Buffer.alloc(30 * 1_001)]);
        meeting.socket.hear(other('addr', bytes));
        expect(isWireError(meeting.error, 'malformed'), String(meeting.error)).to.equal(true);
      }),
    );

    it(
      'takes none from block-relay-only peers',
      virtually(() => {
        const meeting = met({ ...dialled, pool: 'blockRelay' });
        const heard = listen(meeting);
        meeting.socket.hear(told(1));
        expect(heard).to.deep.equal([]);
        expect(meeting.peer.traffic()).to.include({ addressesProcessed: 0, addressesRateLimited: 0 });
        meeting.close();
      }),
    );
  });

  describe('pings', () => {
    const pings = ({ socket }: Meeting) =>
      socket.said.flatMap((message) => (message.command === 'ping' ? [message.nonce] : []));
    const log = ({ socket }: Meeting) =>
      socket.log.filter((line) => line.endsWith(' ping')).map((line) => Number.parseInt(line, 10) - start);
    /** Answers each ping after so long. */
    const answering = (meeting: Meeting, at: (time: number, then: () => void) => void, after: number) => {
      meeting.socket.reply = (message) => {
        if (message.command === 'ping') at(after, () => meeting.socket.hear(pong(message.nonce)));
      };
    };

    it(
      'are answered',
      virtually(() => {
        const meeting = met(cameIn);
        meeting.socket.hear(ping(5n), ping(6n));
        expect(meeting.socket.said.slice(-2)).to.deep.equal([pong(5n), pong(6n)]);
        meeting.close();
      }),
    );

    it(
      'go out at once, and two minutes after each answer; what they took is known',
      virtually((at) => {
        const meeting = meet(dialled);
        let delay = 300;
        meeting.socket.reply = (message) => {
          if (message.command !== 'ping') return;
          at(delay, () => meeting.socket.hear(pong(message.nonce)));
          delay -= 100;
        };
        meeting.socket.hear(version(), verack);
        expect(meeting.peer.traffic()).to.include({ pingSince: start }).and.not.to.have.any.keys('ping', 'minPing');
        at(second, () =>
          expect(meeting.peer.traffic()).to.include({ ping: 300, minPing: 300 }).and.not.to.have.key('pingSince'),
        );
        at(2 * minute + second, () => (delay = 500));
        at(5 * minute, () => {
          expect(meeting.peer.traffic()).to.include({ ping: 500, minPing: 200 });
          expect(log(meeting)).to.deep.equal([0, 2 * minute, 4 * minute + 200]);
          meeting.close();
        });
      }),
    );

    it(
      'without an answer for twenty minutes end the connection, other messages or not',
      virtually((at) => {
        const meeting = met(dialled);
        for (let i = 1; i < 20; i += 1) at(i * minute, () => meeting.socket.hear(other('inv')));
        at(20 * minute - 1, () => expect(meeting.open).to.equal(true));
        at(20 * minute + 1, () => expect(isConnectionError(meeting.error, 'heartbeat')).to.equal(true));
      }),
    );

    it(
      'that lose their answer later do so, too',
      virtually((at) => {
        const meeting = met(dialled);
        meeting.socket.hear(pong(pings(meeting)[0]!));
        at(22 * minute - 1, () => expect(meeting.open).to.equal(true));
        at(22 * minute + 1, () => {
          expect(isConnectionError(meeting.error, 'heartbeat')).to.equal(true);
          expect(log(meeting)).to.deep.equal([0, 2 * minute]);
        });
      }),
    );

    it(
      'are answered by their own nonce only',
      virtually((at) => {
        const meeting = met(dialled);
        meeting.socket.hear(pong(4_711n), pong(0n));
        expect(meeting.peer.traffic()).not.to.have.key('ping');
        at(20 * minute + 1, () => expect(isConnectionError(meeting.error, 'heartbeat')).to.equal(true));
      }),
    );

    it(
      'go to everyone who may be gone when we wake, who has half a minute to answer',
      virtually((at) => {
        const wakes$ = timer(5 * minute);
        const [here, gone] = [met(dialled, { wakes$ }), met(cameIn, { wakes$ })];
        answering(here, at, 100);
        for (const meeting of [here, gone]) meeting.socket.hear(pong(pings(meeting)[0]!));
        at(minute, () => answering(gone, at, 100));
        at(5 * minute - 1, () => (gone.socket.reply = () => undefined));
        at(5 * minute + 30 * second - 1, () => expect([here.open, gone.open]).to.deep.equal([true, true]));
        at(5 * minute + 30 * second + 1, () => {
          expect(log(here)).to.include(5 * minute);
          expect(isConnectionError(gone.error, 'heartbeat')).to.equal(true);
          expect(here.open).to.equal(true);
          here.close();
        });
      }),
    );

    it(
      'are as frequent as they are told to be',
      virtually((at) => {
        const meeting = met(dialled, { pingEvery: second, pingTimeout: 3 * second });
        meeting.socket.hear(pong(pings(meeting)[0]!));
        at(4 * second - 1, () => expect(meeting.open).to.equal(true));
        at(4 * second + 1, () => {
          expect(isConnectionError(meeting.error, 'heartbeat')).to.equal(true);
          expect(asyncScheduler.now()).to.equal(start + 4 * second + 1);
        });
      }),
    );
  });
});

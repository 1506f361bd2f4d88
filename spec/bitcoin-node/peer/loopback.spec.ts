import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { ReplaySubject, filter, map, merge, of } from 'rxjs';
import { ConnectionManager, isConnectionError, type Address, type Sighting } from 'rx-connmgr';
import { listen, tcp } from 'rx-connmgr/node';
import { gossip, type Heard } from '../../../examples/bitcoin-node/peer/gossip/gossip.js';
import { greeter } from '../../../examples/bitcoin-node/peer/greeter.js';
import { isPeerError } from '../../../examples/bitcoin-node/peer/peer-error.js';
import type { Peer } from '../../../examples/bitcoin-node/peer/peer.js';
import type { Self } from '../../../examples/bitcoin-node/peer/self.js';
import { chains } from '../../../examples/bitcoin-node/wire/chains.js';
import { encode } from '../../../examples/bitcoin-node/wire/encode.js';
import type { Message } from '../../../examples/bitcoin-node/wire/message.js';
import { isWireError } from '../../../examples/bitcoin-node/wire/wire-error.js';
import { version } from '../support/version.js';
import { Door, outcome } from './support/door.js';
import { other, sendaddrv2, verack } from './support/messages.js';

const us = (changes: Partial<Self> = {}) =>
  greeter({ chain: chains.regtest, services: 9n, userAgent: '/here/', ...changes });

const bytesOf = (...messages: readonly Message[]) =>
  Buffer.concat(messages.map((message) => encode(chains.regtest, message)));

const sighting = { host: '127.0.0.9', port: 5, services: 1n };

/** A socket that knows nothing of the protocol. */
const visit = async (door: Door): Promise<Socket> => {
  const socket = connect(await door.address);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

describe('a peer on a real socket', () => {
  const closing: (() => unknown)[] = [];
  const open = (changes: Partial<Self> = {}): Door => {
    const door = new Door(us(changes));
    closing.push(() => door.close());
    return door;
  };

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** We dial there. */
  const dial = async (door: Door, greet = us()): Promise<Peer> => {
    const address = await door.address;
    const peers$ = new ReplaySubject<Peer>(1);
    const life = tcp()(address)
      .pipe(greet({ address, kind: 'automatic' }))
      .subscribe(peers$);
    closing.push(() => life.unsubscribe());
    return outcome(peers$);
  };

  it('is met at both ends, and both speak and hear', async () => {
    const door = open({ userAgent: '/there/' });
    const there = await dial(door);
    const here = await door.peer;
    expect([there.version.userAgent, here.version.userAgent]).to.deep.equal(['/there/', '/here/']);
    expect([there.wantsAddrV2, here.wantsAddrV2]).to.deep.equal([true, true]);
    expect(there.localAddress).to.deep.equal(here.address);
    expect(here.localAddress).to.deep.equal(there.address);

    const told = outcome(there.messages$.pipe(filter(({ command }) => command === 'addrv2')));
    here.send({ command: 'addrv2', addresses: [{ ...sighting, seen: 9_000 }] });
    expect(await told).to.deep.equal({ command: 'addrv2', addresses: [{ ...sighting, seen: 9_000 }] });

    const asked = outcome(here.messages$.pipe(filter(({ command }) => command === 'getaddr')));
    there.send({ command: 'getaddr' });
    await asked;
    expect(there.traffic().bytesSent).to.equal(here.traffic().bytesReceived);
  });

  it('pings and answers at both ends', async () => {
    const door = open();
    const there = await dial(door);
    const here = await door.peer;
    for (const peer of [there, here]) {
      await outcome(merge(of(true), peer.messages$).pipe(filter(() => peer.traffic().ping !== undefined)));
      expect(peer.traffic().minPing).to.be.within(0, 5_000);
    }
  });

  it('is met however its bytes are cut', async () => {
    const door = open();
    const socket = await visit(door);
    socket.setNoDelay(true);
    for (const byte of bytesOf(version(), sendaddrv2, verack)) {
      await new Promise((written) => socket.write(Uint8Array.of(byte), written));
    }
    expect((await door.peer).version.userAgent).to.equal('/honest:1.0/');
    socket.destroy();
  });

  it('is hung up on if it stalls in the handshake', async () => {
    const door = open({ handshakeTimeout: 100 });
    const [silent, stalling] = [await visit(door), await visit(door)];
    stalling.write(bytesOf(version()));
    await Promise.all([once(silent.resume(), 'close'), once(stalling.resume(), 'close')]);
    expect(isConnectionError(await door.error, 'timeout')).to.equal(true);
  });

  it('is hung up on if it speaks another language', async () => {
    const door = open();
    const socket = await visit(door);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket.resume(), 'close');
    const error = await door.error;
    expect(isConnectionError(error, 'handshake') && isWireError(error.cause, 'magic')).to.equal(true);
  });

  it('completes its messages when it hangs up, and when it is reset', async () => {
    for (const leave of [(socket: Socket) => socket.resume().end(), (socket: Socket) => socket.resetAndDestroy()]) {
      const door = open();
      const socket = await visit(door);
      socket.write(bytesOf(version(), verack));
      const peer = await door.peer;
      const over = new Promise<void>((complete) => void peer.messages$.subscribe({ complete }));
      leave(socket);
      await over;
    }
  });

  it('is hung up on when it does not read', async () => {
    const door = open({ maxSendBuffer: 1_000_000 });
    const socket = await visit(door);
    socket.pause();
    socket.write(bytesOf(version(), verack));
    const peer = await door.peer;
    const chunk = other('block', new Uint8Array(500_000));
    // The system takes some megabytes before anything waits here.
    for (let i = 0; i < 100; i += 1) peer.send(chunk);
    expect(isPeerError(await door.error, 'unread')).to.equal(true);
    socket.destroy();
  });

  describe('of a manager', () => {
    /** A node as small as it can be: it listens, dials and gossips. */
    const node = async (known: readonly Sighting[] = []) => {
      const greet = us();
      const address$ = new ReplaySubject<Address>(1);
      const heard$ = new ReplaySubject<Heard>(1);
      const manager = new ConnectionManager<Address, Peer>({
        dial: (address, request) => tcp()(address).pipe(greet(request)),
        inbound: listen({ host: '127.0.0.1', port: 0, listening: (address) => address$.next(address) }).pipe(
          map(({ address, connection$ }) => ({
            address,
            connection$: connection$.pipe(greet({ address, kind: 'inbound' })),
          })),
        ),
      });
      manager.connections$
        .pipe(
          map(({ connection }) => connection),
          gossip({ known: () => known, routable: () => true }),
        )
        .subscribe(heard$);
      manager.start();
      closing.push(() => manager.stop());
      return { manager, heard$, address: await outcome(address$) };
    };

    it('asks the other for addresses, and is answered', async () => {
      const known = Array.from({ length: 10 }, (_, i) => ({ ...sighting, port: i + 1, seen: Date.now() }));
      const [here, there] = [await node(), await node(known)];
      here.manager.connect(there.address);
      const { source, addresses } = await outcome(here.heard$);
      expect(source).to.deep.equal(there.address);
      expect(addresses.length).to.equal(2);
      expect(known.map(({ port }) => port)).to.include.members(addresses.map(({ port }) => port));
    });

    it('does not stay with itself', async () => {
      const { manager, address } = await node();
      const failed = outcome(manager.events$.pipe(filter(({ type }) => type === 'failed')));
      const refused = outcome(manager.refused$);
      manager.connect(address);
      const errors = [await failed, await refused].map((told) => 'error' in told && told.error);
      for (const error of errors) {
        expect(isConnectionError(error, 'handshake') && isPeerError(error.cause, 'self')).to.equal(true);
      }
    });
  });
});

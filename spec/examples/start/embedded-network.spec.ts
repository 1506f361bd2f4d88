import { expect } from 'chai';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { NEVER, Subject, firstValueFrom, merge, toArray } from 'rxjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatAddress, type Address } from 'rx-connmgr';
import { dnsLookup } from 'rx-connmgr/node';
import { EmbeddedNetwork } from '../../../examples/start/embedded-network.js';
import type { Peer } from '../../../examples/start/peer.js';
import { script } from '../../../examples/start/script.js';

const dial = async (address: Address): Promise<Socket> => {
  const socket = connect(address.port, address.host).resume();
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

/** How a dial or a connection ends: `closed`, or the code of its error. */
const endOf = (socket: Socket): Promise<string> =>
  new Promise<string>((resolve) => {
    socket.on('error', (err) => {
      resolve('code' in err ? String(err.code) : err.message);
    });
    socket.on('close', () => {
      resolve('closed');
    });
  });

const until = async (holds: () => boolean): Promise<void> => {
  const deadline = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`It never came to ${holds.toString()}`);
    await sleep(5);
  }
};

describe('EmbeddedNetwork', () => {
  let network: EmbeddedNetwork;
  let sockets: Socket[];
  let first: Peer;

  /** Connects to the peers with these numbers, and waits until they know. */
  const connected = async (...numbers: readonly number[]): Promise<void> => {
    const peers = numbers.map((number) => network.peers[number] as Peer);
    sockets = await Promise.all(peers.map(({ address }) => dial(address)));
    await until(() => peers.every(({ connections }) => connections > 0));
  };

  beforeEach(async () => {
    network = await EmbeddedNetwork.open(12);
    first = network.peers[0] as Peer;
    sockets = [];
  });

  afterEach(async () => {
    await network.close();
    for (const socket of sockets) socket.destroy();
  });

  it('has an address for each peer, in networks of their own where the system has more than one', () => {
    const addresses = network.peers.map(({ address }) => address);
    const networks = new Set(addresses.map(({ host }) => host.split('.').slice(0, 2).join('.')));
    expect(new Set(addresses.map(formatAddress)).size).to.equal(12);
    expect(networks.size).to.equal(first.address.host === '127.0.0.1' ? 1 : 12);
  });

  it('lets two of its kind be', async () => {
    const other = await EmbeddedNetwork.open(3);
    const keys = [...network.peers, ...other.peers].map(({ address }) => formatAddress(address));
    expect(new Set(keys).size).to.equal(15);
    await other.close();
  });

  it('falls back to ports of 127.0.0.1 where the system has no other address', async () => {
    const narrow = await EmbeddedNetwork.open(3, () => '192.0.2.1');
    const addresses = narrow.peers.map(({ address }) => address);
    await narrow.close();
    expect(addresses.map(({ host }) => host)).to.deep.equal(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    expect(new Set(addresses.map(({ port }) => port)).size).to.equal(3);
  });

  it('is known to DNS seeds, each of which tells of some', async () => {
    const { names = [], server = '', port } = network.seeds ?? {};
    expect(port).to.equal(first.address.port);
    const lookup = dnsLookup({ servers: [server] });
    const told = await firstValueFrom(merge(...names.map((name) => lookup(name))).pipe(toArray()));
    const hosts = network.peers.map(({ address }) => address.host);
    expect(told.flat()).to.have.members(hosts);
    expect(told.map(({ length }) => length)).to.deep.equal([4, 4, 4]);
  });

  it('has no seeds where the peers have a port each', async () => {
    const narrow = await EmbeddedNetwork.open(3, () => '192.0.2.1');
    expect(narrow.isWide).to.equal(false);
    const texts = script(
      narrow,
      [],
      () => NEVER,
      () => 0.5,
    ).map(({ text }) => text);
    await narrow.close();
    expect(texts).not.to.include('a peer talks garbage until it is banned');
    expect(texts).to.include('two peers hang up');
  });

  describe('as guests', () => {
    let house: Server;
    let address: Address;
    let guests: Socket[];

    beforeEach(async () => {
      guests = [];
      house = createServer((socket) => {
        guests.push(socket.on('error', () => undefined).resume());
      }).listen(0, '127.0.0.1');
      await once(house, 'listening');
      address = { host: '127.0.0.1', port: (house.address() as AddressInfo).port };
    });

    afterEach(() => {
      house.close();
      for (const socket of guests) socket.destroy();
    });

    it('some peers come from their own addresses, talk, and come again when that is over', async function () {
      this.timeout(6_000);
      const visits = network.visits(address).subscribe();
      await until(() => guests.length === 3);
      const own = network.peers.slice(-3).map((peer) => peer.address.host);
      expect(guests.map(({ remoteAddress }) => remoteAddress)).to.have.members(own);
      const [word] = (await once(guests[0] as Socket, 'data')) as [Buffer];
      expect(String(word)).to.equal('.');
      guests[0]?.resetAndDestroy();
      await until(() => guests.length === 4);
      visits.unsubscribe();
      await until(() => guests.every(({ destroyed }) => destroyed));
    });

    it('strangers come all at once, say nothing, and leave together', async () => {
      const flood = network.flood(address, 30).subscribe();
      await until(() => guests.length === 30);
      expect(new Set(guests.map(({ remoteAddress }) => remoteAddress)).size).to.equal(30);
      flood.unsubscribe();
      await until(() => guests.every(({ destroyed }) => destroyed));
    });
  });

  it('leaves nothing open when one address is not to be had', async () => {
    const hosts = ['127.0.0.1', 'nowhere.invalid'];
    const opened = await EmbeddedNetwork.open(2, (index) => hosts[index] as string).catch((err: unknown) => err);
    expect(opened).to.be.instanceOf(Error);
  });

  it('says a word now and then, until it goes silent', async () => {
    await connected(0);
    await once(sockets[0] as Socket, 'data');
    first.mood = 'silent';
    const word = await Promise.race([once(sockets[0] as Socket, 'data'), sleep(700, 'silence')]);
    expect(word).to.equal('silence');
  });

  it('hangs up, and resets', async () => {
    await connected(0, 1);
    const [closed, reset] = sockets.map(endOf);
    first.hangUp();
    network.peers[1]?.reset();
    expect(await closed).to.equal('closed');
    expect(await reset).to.equal('ECONNRESET');
  });

  it('accepts and drops', async () => {
    first.mood = 'dropping';
    await connected();
    expect(await endOf(await dial(first.address))).to.equal('closed');
    await until(() => first.connections === 0);
  });

  it('goes down, refuses, and comes back to the same address', async () => {
    await connected(0);
    const { address } = first;
    const cut = endOf(sockets[0] as Socket);
    network.down();
    expect(await cut).to.equal('ECONNRESET');
    expect(await endOf(connect(address.port, address.host))).to.equal('ECONNREFUSED');
    network.up();
    await until(() => first.listening);
    (await dial(address)).destroy();
    expect(first.address).to.deep.equal(address);
  });

  describe('the script', () => {
    const strike = (text: string) => {
      const permanent = network.peers.slice(0, 2).map(({ address }) => address);
      const found = script(
        network,
        permanent,
        () => flood$,
        () => 0.5,
      ).find((one) => one.text === text);
      if (found === undefined) throw new Error(`there is no ${text}`);
      return found.strike();
    };
    const flood$ = new Subject();
    const moods = () => network.peers.map(({ mood }) => mood);
    const count = (mood: Peer['mood']) => moods().filter((one) => one === mood).length;
    const open = () => network.peers.filter(({ connections }) => connections > 0).length;

    beforeEach(() => connected(0, 3, 4, 5, 7));

    it('makes two connected peers hang up', async () => {
      strike('two peers hang up')();
      await until(() => open() === 3);
    });

    it('makes three connected peers reset', async () => {
      strike('three peers reset their connections')();
      await until(() => open() === 2);
    });

    it('makes a connected peer talk garbage for a while, and no permanent one', () => {
      const undo = strike('a peer talks garbage until it is banned');
      const garbling = network.peers.filter(({ mood }) => mood === 'garbling');
      expect(garbling.map(({ connections }) => connections)).to.deep.equal([1]);
      expect(garbling).not.to.include(first);
      undo();
      expect(count('talking')).to.equal(12);
    });

    it('has strangers come in for a while, which nobody must notice', () => {
      const permanent = [first.address];
      const flood = script(
        network,
        permanent,
        () => flood$,
        () => 0.5,
      ).find(({ harmless }) => harmless);
      const undo = flood?.strike();
      expect(flood$.observed).to.equal(true);
      undo?.();
      expect(flood$.observed).to.equal(false);
    });

    it('silences two connected peers for a while', () => {
      const undo = strike('two peers go silent');
      const silent = network.peers.filter(({ mood }) => mood === 'silent');
      expect(silent.map(({ connections }) => connections)).to.deep.equal([1, 1]);
      undo();
      expect(count('talking')).to.equal(12);
    });

    it('makes every second peer drop for a while', () => {
      const undo = strike('every second peer accepts and drops at once');
      expect(count('dropping')).to.equal(6);
      undo();
      expect(count('talking')).to.equal(12);
    });

    it('takes a permanent peer away for a while', async () => {
      const undo = strike('a permanent peer goes away');
      expect(network.peers.filter(({ listening }) => !listening)).to.deep.equal([first]);
      undo();
      await until(() => first.listening);
    });

    it('takes the whole network down for a while', async () => {
      const undo = strike('the whole network goes down');
      await until(() => open() === 0);
      undo();
      await until(() => network.peers.every(({ listening }) => listening));
    });
  });
});

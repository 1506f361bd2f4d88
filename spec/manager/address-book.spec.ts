import { expect } from 'chai';
import {
  AddressBook,
  ConnectionManager,
  networkGroup,
  type Address,
  type AddressBookOptions,
  type ConnectionEvent,
} from 'rx-connmgr';
import { expectClean, marbles, seededRandom, virtualNetwork, type VirtualNetwork } from 'rx-connmgr/testing';
import { mergeMap, timer } from 'rxjs';
import { secretOf } from '../core/support/tables.js';
import { SmallStore } from '../support/small-store.js';

const source: Address = { host: '11.0.0.1', port: 8333 };

const bookOf = (options: AddressBookOptions = {}) =>
  new AddressBook({ random: seededRandom(1), secret: secretOf(1), ...options });

const managerOf = (network: VirtualNetwork, addresses: AddressBook, more: object = {}) =>
  new ConnectionManager({ dial: network.dial, addresses, random: seededRandom(1), ...more });

const groupsOf = (manager: ConnectionManager): readonly string[] =>
  [...manager.connections.values()].map(({ address }) => networkGroup(address));

describe('a manager with an address book', () => {
  it(
    'holds its places, one in each network, and the book learns who is good',
    marbles(({ flush }) => {
      const network = virtualNetwork({ seed: 1, peers: 600, latency: 20 });
      const book = bookOf();
      book.add(network.addresses, source);
      const manager = managerOf(network, book).start();
      timer(10_000).subscribe(() => {
        expect(new Set(groupsOf(manager)).size).to.equal(8);
        expect(book.triedSize).to.equal(8);
        network.kill(3);
      });
      timer(60_000).subscribe(() => {
        expect(new Set(groupsOf(manager)).size).to.equal(8);
        void manager.stop();
      });
      flush();
      expectClean(network);
    }),
  );

  it(
    'has as many places as there are networks, and one more when one is free',
    marbles(({ flush }) => {
      const network = virtualNetwork({ seed: 1, peers: 256 * 4, latency: 20 });
      const few = network.addresses.filter(({ host }) => Number(host.split('.')[1]) < 5);
      const book = bookOf();
      book.add(few, source);
      const manager = managerOf(network, book).start();
      timer(10_000).subscribe(() => {
        expect([few.length, new Set(groupsOf(manager)).size, manager.connections.size]).to.deep.equal([20, 5, 5]);
        book.add(network.addresses, source);
      });
      timer(20_000).subscribe(() => {
        expect(manager.connections.size).to.equal(8);
        void manager.stop();
      });
      flush();
      expectClean(network);
    }),
  );

  it(
    'leaves the network of a permanent peer alone, also while that one waits',
    marbles(({ flush }) => {
      const network = virtualNetwork({ seed: 1, peers: 512, latency: 20 });
      const [first, second] = [network.addresses[0]!, network.addresses[256]!];
      expect(networkGroup(first)).to.equal(networkGroup(second));
      network.peer(first).refuse();
      const book = bookOf();
      book.add([second], source);
      const manager = managerOf(network, book).start();
      const peer = manager.connect(first, { permanent: true });
      timer(60_000).subscribe(() => {
        expect([peer.state, network.peer(second).dials]).to.deep.equal(['waiting', 1]);
        expect(manager.connections.size, 'it was there first').to.equal(1);
        network.kill(1);
      });
      timer(120_000).subscribe(() => {
        expect([manager.connections.size, network.peer(second).dials]).to.deep.equal([0, 1]);
        peer.remove();
      });
      timer(180_000).subscribe(() => {
        expect([...manager.connections.values()].map(({ address }) => address)).to.deep.equal([second]);
        void manager.stop();
      });
      flush();
      expectClean(network);
    }),
  );

  it(
    'is whole again soon after an outage, though everything was tried lately, and nobody is blamed for it',
    marbles(({ flush }) => {
      const network = virtualNetwork({ seed: 1, peers: 20, latency: 20 });
      const book = bookOf();
      book.add(network.addresses, source);
      const manager = managerOf(network, book).start();
      timer(10_000).subscribe(() => network.down());
      timer(600_000).subscribe(() => {
        expect(network.addresses.filter((address) => book.isTerrible(address))).to.deep.equal([]);
        network.up();
      });
      timer(630_000).subscribe(() => {
        expect(manager.connections.size).to.equal(8);
        void manager.stop();
      });
      flush();
      expectClean(network);
    }),
  );

  it(
    'asks its feed when it starves, and soon no longer those that are dead',
    marbles(({ flush }) => {
      const network = virtualNetwork({ seed: 1, peers: 200, latency: 20 });
      const dead = network.addresses.slice(0, 100);
      for (const address of dead) network.peer(address).refuse();
      const book = bookOf({ feed: network.addresses });
      const manager = managerOf(network, book).start();
      const events: ConnectionEvent<Address, unknown>[] = [];
      manager.events$.subscribe((event) => events.push(event));
      timer(60_000).subscribe(() => {
        expect([book.size > 150, manager.connections.size]).to.deep.equal([true, 8]);
        expect(dead.filter((address) => book.chance(address) === 1).length).to.be.within(50, 99);
        void manager.stop();
      });
      flush();
      expect(events.filter(({ type }) => type === 'failed').length).to.be.above(0);
      expectClean(network);
    }),
  );

  it(
    'knows the next time whom it was connected to',
    marbles(({ flush }) => {
      const network = virtualNetwork({ seed: 1, peers: 400, latency: 20 });
      const store = new SmallStore();
      const first = bookOf({ store });
      first.add(network.addresses, source);
      const manager = managerOf(network, first).start();
      const connected = (one: ConnectionManager) => [...one.connections.values()].map(({ address }) => address);
      const again = bookOf({ store, anchors: 4 });
      const next = managerOf(network, again, { maxOutbound: 2 });
      let before: readonly Address[] = [];
      const saved$ = timer(10_000).pipe(
        mergeMap(() => {
          before = connected(manager);
          void manager.stop();
          return first.close();
        }),
      );
      saved$.subscribe({ complete: () => next.start() });
      timer(20_000).subscribe(() => {
        expect([before.length, connected(next).length, again.triedSize]).to.deep.equal([8, 2, 8]);
        for (const address of connected(next)) expect(before).to.deep.include(address);
        void next.stop();
      });
      flush();
      expectClean(network);
    }),
  );
});

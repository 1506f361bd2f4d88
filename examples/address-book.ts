// An address book: it learns from the manager who is good, holds one connection per network, and remembers across a restart.
import { EMPTY, delay, filter, firstValueFrom, of } from 'rxjs';
import { AddressBook, ConnectionManager, type Store } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

await using peers = await startPeers(12);

let saved: unknown; // `fileStore` keeps it in a file
const store: Store = { load: () => of(saved), save: (data) => ((saved = structuredClone(data)), EMPTY) };

const run = async (name: string, gossip: boolean) => {
  // On loopback nothing is routable, and all is one network: here three ports are one.
  const routable = () => true;
  const group = ({ port }: { port: number }) => `ports ${Math.floor(port / 3)}`;
  const book = new AddressBook({ store, routable, group, goodAfter: 100 });
  if (gossip) book.add(peers.addresses, peers.addresses[0]);

  const manager = new ConnectionManager({ dial: tcp(), addresses: book, maxOutbound: 4, retryDuration: 200 }).start();
  await firstValueFrom(
    manager.health$.pipe(
      filter((health) => health === 'ok'),
      delay(300),
    ),
  );
  const ports = [...manager.connections.values()].map(({ address }) => address.port).sort();
  console.log(`${name}: ${book.size} known, ${book.triedSize} of them good; connected to ports ${ports.join(', ')}`);

  await manager.stop();
  await firstValueFrom(book.close(), { defaultValue: undefined });
};

await run('the first run, told of twelve', true);
await run('the second run, told of none', false);

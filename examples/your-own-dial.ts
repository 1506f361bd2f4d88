// Your own dial: TCP, then a handshake. What the manager holds is no longer a socket but a peer with a name.
import type { Socket } from 'node:net';
import { defer, fromEvent, map, take } from 'rxjs';
import { ConnectionManager, handshake, type Address } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

interface Peer {
  readonly name: string;
  readonly socket: Socket;
}

/** Says hello and waits for a name. */
const introduce = (socket: Socket) =>
  defer(() => {
    socket.write('hello\n');
    return fromEvent(socket, 'data').pipe(
      take(1),
      map((data): Peer => ({ name: String(data).trim(), socket })),
    );
  });
const dial = (address: Address) => tcp()(address).pipe(handshake(introduce, { timeout: 300 }));

const names = ['Ada', 'Grace', undefined, 'Barbara']; // the third one never answers
await using peers = await startPeers(names.length, ({ socket, peer }) => {
  const name = names[peer];
  if (name !== undefined) socket.once('data', () => socket.write(`${name}\n`));
});
await using manager = new ConnectionManager({ dial }).start();

const meetings = peers.addresses.map(async (address) => {
  const meeting = manager.connect(address).established();
  return meeting.then(({ name }) => `met ${name}`).catch((err: unknown) => `met nobody: ${String(err)}`);
});
for (const meeting of meetings) console.log(await meeting);

// Connect-only: without `addresses` nothing is dialled but what is asked for, and each wish has a handle.
import { ConnectionManager, formatAddress, isConnectionError, type Address } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { startPeers } from './support/peers.js';

await using peers = await startPeers(1);
await using manager = new ConnectionManager({ dial: tcp() }).start();

const somebody = peers.addresses[0];
const nobody: Address = { host: '127.0.0.1', port: 1 };

/** Asks for a connection and says how it went. */
const ask = async (address: Address) => {
  const request = manager.connect(address);
  try {
    const socket = await request.established();
    console.log(`#${request.id} ${formatAddress(address)}: connected from port ${socket.localPort}`);
  } catch (err) {
    if (isConnectionError(err, 'duplicate')) console.log(`#${request.id} the same again: #${err.id} has it already`);
    else if (isConnectionError(err))
      console.log(`#${request.id} ${formatAddress(address)}: ${err.code}, ${err.message}`);
    else throw err;
  }
  return request;
};

const first = await ask(somebody);
await ask(somebody);
await ask(nobody);

first.disconnect();
console.log(`#${first.id} ended: ${await first.ended()}`);

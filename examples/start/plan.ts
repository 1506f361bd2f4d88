import type { Socket } from 'node:net';
import { tap } from 'rxjs';
import { formatAddress, type Address, type Dial } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { readAddressesFile } from './addresses-file.js';
import type { Arguments } from './arguments.js';
import { EmbeddedNetwork } from './embedded-network.js';

/** What to hold, and where. */
export interface Plan {
  readonly title: string;
  readonly dial: Dial<Address, Socket>;
  readonly addresses?: readonly Address[];
  readonly maxOutbound: number;
  readonly permanent: readonly Address[];
  readonly retryDuration?: number;
  readonly maxRetryDuration?: number;
  readonly network?: EmbeddedNetwork;
}

/** Peers of the embedded network, and those among them that are held for ever. */
const PEERS = 60;
const PERMANENT = 2;

/** Milliseconds without a word after which an embedded peer counts as gone: they all talk twice a second. */
const IDLE = 3_000;

/** Nobody here has a use for the bytes; but who does not read never learns that the peer hung up. */
const read = tap((socket: Socket) => socket.resume());

const planEmbedded = async ({ maxOutbound, addPeer }: Arguments): Promise<Plan> => {
  const network = await EmbeddedNetwork.open(PEERS);
  const addresses = network.peers.map(({ address }) => address);
  const embedded = new Set(addresses.map(formatAddress));
  const [talking, any] = [tcp({ idle: IDLE }), tcp()];
  return {
    title: `embedded network: ${PEERS} peers`,
    dial: (address) => (embedded.has(formatAddress(address)) ? talking : any)(address).pipe(read),
    addresses,
    maxOutbound,
    permanent: [...addresses.slice(0, PERMANENT), ...addPeer],
    // So that there is something to see every second.
    retryDuration: 1_000,
    maxRetryDuration: 10_000,
    network,
  };
};

/** Resolves to the plan that the arguments make. Whatever can be wrong with them is told before anything is opened. */
export const planFor = async (given: Arguments): Promise<Plan> => {
  const { addresses: file, connect, maxOutbound, addPeer } = given;
  const any = tcp();
  const dial: Plan['dial'] = (address) => any(address).pipe(read);
  if (connect.length > 0) {
    return { title: `connect-only: ${connect.length} wished for`, dial, maxOutbound, permanent: connect };
  }
  if (file === undefined) return planEmbedded(given);
  const addresses = readAddressesFile(file);
  return { title: `addresses in ${file}: ${addresses.length}`, dial, addresses, maxOutbound, permanent: addPeer };
};

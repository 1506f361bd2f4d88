import type { Socket } from 'node:net';
import type { Observable } from 'rxjs';
import type { Address, AddressBook, BanList, Dial, Inbound } from 'rx-connmgr';
import type { Arguments } from './arguments.js';
import type { EmbeddedNetwork } from './embedded-network.js';
import { planEmbedded } from './plan-embedded.js';
import { planReal } from './plan-real.js';
import type { Happening } from './report.js';

/** What to hold, and where. */
export interface Plan {
  readonly title: string;
  readonly dial: Dial<Address, Socket>;
  readonly addresses?: readonly Address[] | AddressBook;
  readonly maxOutbound: number;
  readonly permanent: readonly Address[];
  readonly retryDuration?: number;
  readonly maxRetryDuration?: number;
  readonly inbound?: Observable<Inbound<Address, Socket>>;
  readonly maxInbound?: number;
  readonly maxPeers?: number;
  readonly bans?: BanList;
  /** What happens beside the manager, for as long as it lives. */
  readonly beside$?: Observable<Happening>;
  /** What the script of troubles befalls. */
  readonly network?: EmbeddedNetwork;
  /** So many strangers come in at once, as long as it is subscribed to. */
  readonly flood$?: (count: number) => Observable<unknown>;
}

/** Resolves to the plan that the arguments make. Whatever can be wrong with them is told before anything is opened. */
export const planFor = (given: Arguments): Promise<Plan> => {
  const { addresses, connect, seeds, book } = given;
  const embedded = addresses === undefined && book === undefined && connect.length + seeds.length === 0;
  return embedded ? planEmbedded(given) : planReal(given);
};

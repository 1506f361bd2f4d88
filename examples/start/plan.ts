import type { Observable } from 'rxjs';
import type { Address } from 'rx-connmgr';
import type { Arguments } from './arguments.js';
import type { EmbeddedNetwork } from './embedded-network.js';
import type { Held } from './held.js';
import { planEmbedded } from './plan-embedded.js';
import { planReal } from './plan-real.js';
import type { Happening } from './report.js';

/** How many connections of each kind there are to be. */
export interface Targets {
  readonly automatic: number;
  readonly permanent: number;
  readonly inbound: number;
}

/** What to hold, and where. */
export interface Plan {
  readonly title: string;
  readonly targets: Targets;
  /** What holds it: not started yet. */
  readonly held: Held;
  /** What happens beside it, for as long as it lives. */
  readonly beside$?: Observable<Happening>;
  /** What the script of troubles befalls, and whom of it we hold for ever. */
  readonly network?: EmbeddedNetwork;
  readonly friends?: readonly Address[];
  /** So many strangers come in at once, as long as it is subscribed to. */
  readonly flood$?: (count: number) => Observable<unknown>;
}

/** Resolves to the plan that the arguments make. Whatever can be wrong with them is told before anything is opened. */
export const planFor = (given: Arguments): Promise<Plan> => {
  const { addresses, connect, seeds, book } = given;
  const embedded = addresses === undefined && book === undefined && connect.length + seeds.length === 0;
  return embedded ? planEmbedded(given) : planReal(given);
};

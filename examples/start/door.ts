import type { Socket } from 'node:net';
import { Subject, type MonoTypeOperatorFunction } from 'rxjs';
import { admit, type Address, type AdmitOptions, type Inbound, type Refusal } from 'rx-connmgr';

/** Who is let in, and who was not. */
export interface Door {
  readonly admitted: MonoTypeOperatorFunction<Inbound<Address, Socket>>;
  /** Everyone who was shed: of the listeners, for want of descriptors, too. */
  readonly refused$: Subject<Refusal<Address>>;
}

/** Returns a door where these limits hold. */
export const door = (limits: Omit<AdmitOptions<Address>, 'refused'>): Door => {
  const refused$ = new Subject<Refusal<Address>>();
  return { admitted: admit({ ...limits, refused: refused$ }), refused$ };
};

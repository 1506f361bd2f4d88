import type { Socket } from 'node:net';
import { map, take, lastValueFrom, Subject, merge, type Observable } from 'rxjs';
import { formatAddress, type Address, type Inbound, type Refusal } from 'rx-connmgr';
import { listen } from 'rx-connmgr/node';
import type { Arguments } from './arguments.js';
import { complaintOf } from './complaint-of.js';
import { read } from './read.js';
import { UsageError } from './usage-error.js';

/** Listens where the arguments say, and tells who was closed for want of descriptors. */
export type Listening = (refused$: Subject<Refusal<Address>>) => Observable<Inbound<Address, Socket>>;

/**
 * Resolves to how to listen, once it was seen that the address is to be had; to nothing if nobody is to be listened to.
 *
 * @throws UsageError - if the address is not to be had.
 */
export const listening = async ({ listen: address }: Arguments): Promise<Listening | undefined> => {
  if (address === undefined) return undefined;
  const heard$ = new Subject<Address>();
  try {
    await lastValueFrom(merge(heard$.pipe(take(1)), listen({ ...address, listening: heard$ })).pipe(take(1)));
  } catch (error) {
    throw new UsageError(`--listen ${formatAddress(address)}: ${complaintOf(error)}`);
  }
  return (refused$) =>
    listen({ ...address, refused: refused$ }).pipe(
      map(({ address: from, connection$ }) => ({ address: from, connection$: connection$.pipe(read) })),
    );
};

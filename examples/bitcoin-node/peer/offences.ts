import { EMPTY, mergeMap, of, type Observable, type OperatorFunction } from 'rxjs';
import type { Address, ConnectionEvent, InboundRefusal, Offence } from 'rx-connmgr';
import { misdeeds } from './misdeeds.js';
import { offenceOf } from './offence-of.js';
import type { Peer } from './peer.js';

type Told = ConnectionEvent<Address, Peer> | InboundRefusal<Address>;

const maybe = (found: Offence | undefined): Observable<Offence> => (found ? of(found) : EMPTY);

const offencesIn = (told: Told): Observable<Offence> => {
  if (!('type' in told)) return maybe(offenceOf(told.address, told.error));
  switch (told.type) {
    case 'established':
      return misdeeds(told.connection);
    case 'failed':
    case 'disconnected':
      return maybe(offenceOf(told.address, told.error));
    default:
      return EMPTY;
  }
};

/**
 * Returns an operator from what the manager tells to what peers did wrong: those in the list and those who came in, in their
 * handshake, while connected, and at the end.
 *
 * @example
 * ```ts
 * merge(manager.events$, manager.refused$).pipe(offences(), bans()).subscribe((ban) => banned.add(ban));
 * ```
 */
export const offences = (): OperatorFunction<Told, Offence> => (told$) => told$.pipe(mergeMap(offencesIn));

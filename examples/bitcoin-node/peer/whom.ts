import type { Address, Kind } from 'rx-connmgr';

/** Whom a connection is with: a request of the manager is such, and `{ address, kind: 'inbound' }` for one that came in. */
export interface Whom {
  readonly address: Address;
  readonly kind: Kind;
  /** Its kind of place: in `blockRelay` neither addresses nor transactions are spoken of. */
  readonly pool?: string | undefined;
  /** `feeler`: it is dialled only to see whether somebody is there. */
  readonly tag?: string | undefined;
}

export const isInbound = ({ kind }: Pick<Whom, 'kind'>): boolean => kind === 'inbound';

export const isBlockRelayOnly = ({ pool }: Pick<Whom, 'pool'>): boolean => pool === 'blockRelay';

export const isFeeler = ({ tag }: Pick<Whom, 'tag'>): boolean => tag === 'feeler';

/** The number of a request: from 1 upwards, given by the manager, never reused. */
export type Id = number;

/**
 * What a request is for: `automatic` fills one of the `maxOutbound` places, `manual` is dialled once,
 * `permanent` is dialled for ever, `inbound` came to us.
 */
export type Kind = 'automatic' | 'manual' | 'permanent' | 'inbound';

/** One wish for a connection. Whatever is about a request (an event, a row, a handle, a connection) extends this. */
export interface Request<A> {
  readonly id: Id;
  readonly address: A;
  readonly kind: Kind;
}

/**
 * What became of a request so far: `queued` before the manager starts, while it is suspended or for want of a free
 * dial, `dialing`, `established`, `waiting` for its next dial, `ended` for good.
 */
export type State = 'queued' | 'dialing' | 'established' | 'waiting' | 'ended';

/** Why a request ended. A closed list: it serves as a label of metrics as it is. */
export type EndReason =
  'removed' | 'stopped' | 'suspended' | 'closed' | 'failed' | 'duplicate' | 'banned' | 'full' | 'surplus';

import type { Address, RequestState } from 'rx-connmgr';

/** A request as it is shown, and what is known of its peer where a handshake tells. */
export interface ShownRow extends RequestState<Address> {
  /** The pool or the tag of the request, where it has one. */
  readonly role?: string;
  readonly network?: string;
  readonly userAgent?: string;
  /** The round trip, in milliseconds. */
  readonly ping?: number;
  /** How badly it behaved. */
  readonly score?: number;
}

import type { Peer } from '../peer/peer.js';
import type { NodeControl, PeerRow } from './node-control.js';

/** A row of somebody who speaks the protocol with us. */
export type ConnectedRow = PeerRow & { readonly peer: Peer };

const isConnected = (row: PeerRow): row is ConnectedRow => row.state === 'established' && row.peer !== undefined;

/** Returns the rows of those who are connected, oldest first. */
export const connected = (control: NodeControl): readonly ConnectedRow[] => control.peers().filter(isConnected);

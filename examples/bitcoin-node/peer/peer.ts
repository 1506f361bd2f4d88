import type { Address, Kind, NetworkName } from 'rx-connmgr';
import type { Observable } from 'rxjs';
import type { Message, Version } from '../wire/message.js';

/** Bytes and times of a connection. Instants are milliseconds since the epoch, durations milliseconds. */
export interface Traffic {
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly lastSent: number;
  readonly lastReceived: number;
  /** The round trip of the last ping that was answered, and the shortest of all. */
  readonly ping?: number;
  readonly minPing?: number;
  /** Since when a ping waits for its answer. */
  readonly pingSince?: number;
  readonly addressesProcessed: number;
  readonly addressesRateLimited: number;
}

/** What a connection becomes by the handshake: somebody who speaks the protocol. */
export interface Peer {
  readonly address: Address;
  /** Our end of the connection. */
  readonly localAddress: Address;
  readonly kind: Kind;
  readonly pool?: string;
  readonly tag?: string;
  readonly network: NetworkName;
  /** What it said of itself. */
  readonly version: Version;
  /** The lower of its protocol version and ours. */
  readonly protocolVersion: number;
  /** Whether it wants addrv2 instead of addr. */
  readonly wantsAddrV2: boolean;
  readonly connectedAt: number;
  /** What its clock says, less what ours does, in milliseconds. */
  readonly timeOffset: number;
  /** Every message after the handshake. Hot; completes with the connection. */
  readonly messages$: Observable<Message>;
  /** Pings once for each subscription, out of turn: emits the round trip in milliseconds, and completes. */
  readonly ping$?: Observable<number>;
  /** Sends, unless the connection is gone. */
  send(message: Message): void;
  /** The figures of this moment. */
  traffic(): Traffic;
}

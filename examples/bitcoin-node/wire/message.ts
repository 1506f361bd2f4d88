import type { Address, Sighting } from 'rx-connmgr';

/** An address within {@link Version}. Its services are rarely of interest. */
export interface VersionAddress extends Address {
  /** @default 0 of the receiver, those of the message of the sender */
  readonly services?: bigint | undefined;
}

/** What each side says of itself first. Times are milliseconds since the epoch, of whole seconds on the wire. */
export interface Version {
  readonly command: 'version';
  readonly version: number;
  readonly services: bigint;
  readonly time: number;
  /** Where the other one is, as seen from here, and where the sender says that it is. */
  readonly receiver: VersionAddress;
  readonly sender: VersionAddress;
  /** Whoever gets its own back is connected to itself. */
  readonly nonce: bigint;
  readonly userAgent: string;
  readonly height: number;
  /** Whether transactions are wanted: not by whoever relays blocks only. */
  readonly relay: boolean;
}

/** Messages of the peer layer. What is of no use to it is `other`: received, and not looked into. */
export type Message =
  | Version
  | { readonly command: 'verack' | 'sendaddrv2' | 'getaddr' }
  | { readonly command: 'ping' | 'pong'; readonly nonce: bigint }
  | { readonly command: 'addr' | 'addrv2'; readonly addresses: readonly Sighting[] }
  | { readonly command: 'other'; readonly name: string; readonly payload: Uint8Array };

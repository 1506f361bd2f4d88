import type { Observable, Subject } from 'rxjs';
import type { Chain } from '../wire/chain.js';

/** Who we are, and how patient. All durations are milliseconds. */
export interface Self {
  readonly chain: Chain;
  /** What we offer, as bits. */
  readonly services: bigint;
  readonly userAgent: string;
  /** The protocol version that we speak. @default 70_016 */
  readonly protocolVersion?: number | undefined;
  /** The oldest protocol version that we talk to. @default 31_800, as of Bitcoin Core */
  readonly minVersion?: number | undefined;
  /** What those must offer that we dial by ourselves, as bits. @default 9n: blocks (1) with witnesses (8) */
  readonly wanted?: bigint | undefined;
  /** The height of the last block that we have. @default 0 */
  readonly height?: number | undefined;
  /** How long a handshake may take. @default 60_000 */
  readonly handshakeTimeout?: number | undefined;
  /** Within which time something at all has come, and something was sent. @default 60_000 */
  readonly firstWordWithin?: number | undefined;
  /** How long after the answer to a ping the next one goes. @default 120_000 */
  readonly pingEvery?: number | undefined;
  /** How long an answer may take. @default 1_200_000 */
  readonly pingTimeout?: number | undefined;
  /** Every peer is pinged at once: we may have slept, and they may be gone. @default never */
  readonly wakes$?: Observable<unknown> | undefined;
  /** How long the answer to such a ping may take. @default 30_000 */
  readonly wakeTimeout?: number | undefined;
  /** How many bytes may wait for a peer that does not read. @default 5_000_000 */
  readonly maxSendBuffer?: number | undefined;
  /** Where chance comes from: numbers in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Random numbers of 64 bits that others cannot foretell. @default of crypto.getRandomValues */
  readonly nonce?: (() => bigint) | undefined;
}

const secretNumber = (): bigint => crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;

/** Returns who we are, with all defaults. */
export const withDefaults = (self: Self) => ({
  chain: self.chain,
  services: self.services,
  userAgent: self.userAgent,
  protocolVersion: self.protocolVersion ?? 70_016,
  minVersion: self.minVersion ?? 31_800,
  wanted: self.wanted ?? 9n,
  height: self.height ?? 0,
  handshakeTimeout: self.handshakeTimeout ?? 60_000,
  firstWordWithin: self.firstWordWithin ?? 60_000,
  pingEvery: self.pingEvery ?? 120_000,
  pingTimeout: self.pingTimeout ?? 1_200_000,
  wakes$: self.wakes$,
  wakeTimeout: self.wakeTimeout ?? 30_000,
  maxSendBuffer: self.maxSendBuffer ?? 5_000_000,
  random: self.random ?? Math.random,
  nonce: self.nonce ?? secretNumber,
});

/** Who we are, with all defaults, and the handshakes under way by the nonce that we sent: whoever sends us one of these is us. */
export type KnownSelf = ReturnType<typeof withDefaults> & { readonly nonces: Map<bigint, Subject<never>> };

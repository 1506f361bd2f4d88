import type { Seed } from 'rx-connmgr';

/** The networks that speak the protocol. */
export type ChainName = 'mainnet' | 'testnet4' | 'signet' | 'regtest';

/** What distinguishes one network from the others. */
export interface Chain {
  readonly name: ChainName;
  /** The first four bytes of each message, as they are on the wire. */
  readonly magic: Uint8Array;
  readonly port: number;
  readonly seeds: readonly Seed[];
}

/** What a misdeed is worth, as points of an `Offence`: those that stay, and those of which half are gone in a minute. */
export interface Penalty {
  readonly persistent?: number;
  readonly transient?: number;
}

/**
 * What ends a connection, and its price; above 100 points an address is banned. What nobody is to blame for costs nothing.
 * Where an honest but broken program may do it, most of the points fade: only who comes back at once, and again, is banned.
 * What is wrong with a message itself (of another network, a bad checksum, over 4 MB, over 1 000 addresses) has its price in
 * `WireError`.
 */
export const penalties = {
  /** Its protocol version is too low. Bitcoin Core and btcd hang up without a word. */
  obsolete: { transient: 10 },
  /** It does not offer what we need. */
  services: {},
  /** It is us. */
  self: {},
  /** Something else came before `version`. Bitcoin Core: 1 (until 0.21); btcd hangs up. */
  'version-missing': { persistent: 1, transient: 20 },
  /** A second `version`. Bitcoin Core: 1 (until 0.21); btcd hangs up. */
  'version-twice': { persistent: 1, transient: 20 },
  /** `sendaddrv2` after `verack`. BIP 155 has it before; Bitcoin Core hangs up. */
  'sendaddrv2-late': { transient: 20 },
  /** More than 50 000 entries in `inv`, `getdata` or `notfound`. Bitcoin Core: 20. */
  inventory: { persistent: 20 },
  /** A bloom filter, which we never offered (BIP 111). btcd: 100. */
  bloom: { persistent: 100 },
  /** It does not read what it is sent. */
  unread: {},
  /** Not a byte came, or went, since the connection was made. */
  silent: {},
} satisfies Readonly<Record<string, Penalty>>;

/** Why a peer was hung up on. */
export type PeerErrorCode = keyof typeof penalties;

/** `mempool`, which costs much to answer. btcd: 33, fading. */
export const mempoolPenalty: Penalty = { transient: 33 };

/** `getdata` for so many entries of the 50 000 that it may have. btcd: up to 99, fading. */
export const getdataPenalty = (entries: number): Penalty => ({ transient: Math.floor((entries * 99) / 50_000) });

import { sipHash } from './sip-hash.js';

/** How large the tables of an address book are. All are whole numbers ≥ 1. */
export interface TableSizes {
  /** Buckets of the addresses that nobody has proved yet. @default 1_024 */
  readonly newBuckets: number;
  /** Buckets of those that were connected to. @default 256 */
  readonly triedBuckets: number;
  /** Addresses in each bucket. @default 64 */
  readonly bucketSize: number;
}

/** Where in a table. */
export interface Slot {
  readonly bucket: number;
  readonly position: number;
}

/** One part in so many of the new buckets is open to each group of sources, and of the tried ones to each group. */
const shareOfSource = 16;
const shareOfGroup = 32;

const mostRemembered = 4_096;

/**
 * Says where an address belongs, by a secret of 32 bytes: who does not know it can neither aim at a bucket nor fill more of
 * them than his networks have a share in.
 *
 * Source: Bitcoin Core's `addrman`: of 1024 new buckets each group of sources has 64, one for each group that it tells of;
 * of 256 tried buckets each group has 8.
 */
export class Placement {
  readonly #sizes: TableSizes;
  readonly #bucketKey: Uint8Array;
  readonly #positionKey: Uint8Array;
  readonly #newBuckets = new Map<string, number>();
  readonly #encoder = new TextEncoder();

  constructor(secret: Uint8Array, sizes: TableSizes) {
    this.#sizes = sizes;
    this.#bucketKey = secret.slice(0, 16);
    this.#positionKey = secret.slice(16, 32);
  }

  /** Among the new: by its group, and by the group of who told of it. */
  fresh(key: string, group: string, source: string): Slot {
    const bucket = this.#newBucket(group, source);
    return { bucket, position: this.#position('new', bucket, key) };
  }

  /** Among the tried: by its group and by itself. */
  tried(key: string, group: string): Slot {
    const { triedBuckets } = this.#sizes;
    const share = this.#bucket(Math.ceil(triedBuckets / shareOfGroup), 'own', key);
    const bucket = this.#bucket(triedBuckets, 'tried', String(share), group);
    return { bucket, position: this.#position('tried', bucket, key) };
  }

  /** Remembered, since a flood is of few networks. */
  #newBucket(group: string, source: string): number {
    const pair = `${group}\0${source}`;
    const known = this.#newBuckets.get(pair);
    if (known !== undefined) return known;
    const { newBuckets } = this.#sizes;
    const share = this.#bucket(Math.ceil(newBuckets / shareOfSource), 'told', group, source);
    const bucket = this.#bucket(newBuckets, 'new', String(share), source);
    if (this.#newBuckets.size >= mostRemembered) this.#newBuckets.clear();
    this.#newBuckets.set(pair, bucket);
    return bucket;
  }

  #bucket(count: number, ...parts: readonly string[]): number {
    return this.#number(this.#bucketKey, parts) % count;
  }

  #position(table: string, bucket: number, key: string): number {
    return this.#number(this.#positionKey, [table, String(bucket), key]) % this.#sizes.bucketSize;
  }

  /** No part has a zero in it: other parts are another text. */
  #number(key: Uint8Array, parts: readonly string[]): number {
    const [, low] = sipHash(key, this.#encoder.encode(parts.join('\0')));
    return low;
  }
}

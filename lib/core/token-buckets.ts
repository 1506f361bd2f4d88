import { LinkedList, type LinkedNode } from './linked-list.js';

/** How fast tokens come, in each bucket. */
export interface TokenRate {
  /** Tokens per second. 0: none, ever; `Infinity`: as many as wanted. */
  readonly rate: number;
  /** How many a bucket holds. It is full at first. */
  readonly burst: number;
}

interface Bucket {
  readonly key: string;
  readonly fullAt: number;
}

const second = 1_000;
/** Milliseconds, for what floating point loses. */
const tolerance = 1e-6;

/**
 * A bucket of tokens for each key. A bucket is one number: the instant at which it is full again. One that is full is
 * forgotten; of the others `limit` are kept, and those that nobody asked for longest go first. The clock is an argument, and
 * so is the rate: it may be another at each call.
 *
 * Source: the generic cell rate algorithm (ITU-T I.371), a token bucket told by time.
 */
export class TokenBuckets {
  readonly #limit: number;
  readonly #nodes = new Map<string, LinkedNode<Bucket>>();
  /** By when they were asked for last. */
  readonly #order = new LinkedList<Bucket>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Buckets that are kept. */
  get size(): number {
    return this.#order.size;
  }

  /** Takes one, if there is one. */
  take(key: string, { rate, burst }: TokenRate, now: number): boolean {
    const period = second / rate;
    if (period === 0 || period === Infinity) return period === 0;
    const most = now + burst * period;
    // A clock that was set back, and a rate that was raised, leave nothing in debt.
    const fullAt = Math.min(Math.max(this.#release(key) ?? now, now), most);
    const taken = fullAt + period <= most + tolerance;
    this.#forget(now);
    this.#keep({ key, fullAt: taken ? fullAt + period : fullAt });
    return taken;
  }

  #keep(bucket: Bucket): void {
    this.#nodes.set(bucket.key, this.#order.push(bucket));
  }

  #release(key: string): number | undefined {
    const node = this.#nodes.get(key);
    if (!node) return undefined;
    this.#nodes.delete(key);
    this.#order.remove(node);
    return node.value.fullAt;
  }

  /** Of those asked for longest ago up to two that are full: more than a call can add. And one, if there are too many. */
  #forget(now: number): void {
    for (let looks = 2; looks > 0; looks -= 1) {
      const first = this.#order.first;
      if (!first || (first.fullAt > now && this.#order.size < this.#limit)) return;
      this.#release(first.key);
    }
  }
}

import { Observable, type Subscriber } from 'rxjs';
import type { AddressSource } from '../core/address-source.js';
import type { ConnectionEvent } from '../core/events.js';
import { Heap } from '../core/heap.js';
import { LinkedList, type LinkedNode } from '../core/linked-list.js';

interface Entry<A> {
  readonly key: string;
  address: A;
  /** Where it stands among those ready: by rank, then by turn. */
  rank: number;
  turn: number;
  /** Whether its last dial failed, and whether a request of it lives. */
  failed: boolean;
  live: boolean;
}

/** One who waits for an address, then holds it. */
interface Holder<A> {
  readonly usable: (address: A) => boolean;
  readonly subscriber: Subscriber<A>;
  waiting: LinkedNode<Holder<A>> | undefined;
  entry: Entry<A> | undefined;
}

/** How a {@link Pool} is made. */
export interface PoolOptions<A> {
  readonly key: (address: A) => string;
  /** Lowest first among those ready. */
  readonly rank?: ((address: A) => number) | undefined;
  /** Addresses kept; the oldest unused goes first. */
  readonly size: number;
  /** Told of an address for which `key` or `rank` throws. */
  readonly refused: (error: unknown) => void;
  /** Pulled when nothing is ready, so that a list of any length waits where it is. With a `rank`, until the pool is full. */
  readonly more?: Iterator<A> | undefined;
}

/** One lease in four goes to an address that failed last time: neither kind starves the other. */
const shareOfFailed = 4;

const untried = { turn: 0, failed: false, live: false } as const;

const before = (a: Entry<unknown>, b: Entry<unknown>) => a.rank < b.rank || (a.rank === b.rank && a.turn < b.turn);

/**
 * Addresses in memory, each in one hand at a time. Those whose last dial failed stand in a queue of their own that gets
 * one lease in four; within a queue by rank, then first come, first served.
 */
export class Pool<A> implements AddressSource<A> {
  readonly #options: PoolOptions<A>;
  readonly #more: Iterator<A> | undefined;
  readonly #entries = new Map<string, Entry<A>>();
  readonly #barred = new Map<string, Entry<A>>();
  /** Those in a hand, also if they were forgotten since: one that is learned again is still in that hand. */
  readonly #held = new Map<string, Entry<A>>();
  readonly #waiters = new LinkedList<Holder<A>>();
  #fresh = new Heap<Entry<A>>(before);
  #failed = new Heap<Entry<A>>(before);
  #rule: ((address: A) => boolean) | undefined;
  #turns = 0;
  #leases = 0;

  constructor(options: PoolOptions<A>) {
    this.#options = options;
    this.#more = options.more;
  }

  /** Takes an address in, or refuses it. One that is known already is known better now: the newer object stays. */
  add(address: A): void {
    this.#learn(address);
    this.#serve();
  }

  lease(usable: (address: A) => boolean): Observable<A> {
    return new Observable<A>((subscriber) => {
      this.#review(usable);
      const holder: Holder<A> = { usable, subscriber, waiting: undefined, entry: undefined };
      const entry = this.#pick(usable);
      if (entry) this.#give(entry, holder);
      else holder.waiting = this.#waiters.push(holder);
      return () => this.#release(holder);
    });
  }

  report(event: ConnectionEvent<A, unknown>): void {
    if (event.type === 'health') return;
    const key = this.#options.key(event.address);
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.live = event.type !== 'ended';
    if (event.type === 'failed') entry.failed = true;
    if (event.type === 'established') entry.failed = false;
    if (event.type === 'ended' && this.#barred.delete(key)) this.#offer(entry);
  }

  /** Those that were not usable may be so by another rule. */
  #review(usable: (address: A) => boolean): void {
    if (usable === this.#rule) return;
    this.#rule = usable;
    for (const entry of this.#barred.values()) this.#queue(entry);
    this.#barred.clear();
    this.#serve();
  }

  #learn(address: A): void {
    try {
      const key = this.#options.key(address);
      const known = this.#entries.get(key);
      if (known) known.address = address;
      else if (this.#entries.size < this.#options.size || this.#evict()) {
        const held = this.#held.get(key);
        const rank = this.#rankOf(address);
        const entry = held ? Object.assign(held, { address, rank }) : { key, address, rank, ...untried };
        this.#entries.set(key, entry);
        if (!held) this.#queue(entry);
      }
    } catch (error) {
      this.#options.refused(error);
    }
  }

  #rankOf(address: A): number {
    const rank = this.#options.rank?.(address) ?? 0;
    return Number.isNaN(rank) ? Infinity : rank;
  }

  #offer(entry: Entry<A>): void {
    this.#queue(entry);
    this.#serve();
  }

  #queue(entry: Entry<A>): void {
    if (this.#entries.get(entry.key) !== entry) return;
    this.#turns += 1;
    entry.turn = this.#turns;
    (entry.failed ? this.#failed : this.#fresh).push(entry);
  }

  /** Whoever waits longest is first; who takes may give back at once, which serves the next. */
  #serve(): void {
    for (let waiter = this.#waiters.first; waiter; waiter = this.#waiters.first) {
      const given = this.#pick(waiter.usable);
      if (!given) return;
      this.#waiters.shift();
      this.#give(given, waiter);
    }
  }

  #give(entry: Entry<A>, holder: Holder<A>): void {
    holder.entry = entry;
    this.#held.set(entry.key, entry);
    holder.subscriber.next(entry.address);
  }

  #release({ waiting, entry }: Holder<A>): void {
    if (waiting) this.#waiters.remove(waiting);
    if (!entry) return;
    this.#held.delete(entry.key);
    this.#offer(entry);
  }

  #pick(usable: (address: A) => boolean): Entry<A> | undefined {
    // As many as the pool holds: what it pulls from may have no end.
    for (let left = this.#options.size; left > 0; left -= 1) {
      const entry = this.#next();
      if (!entry) return undefined;
      if (usable(entry.address)) return entry;
      this.#barred.set(entry.key, entry);
    }
    return undefined;
  }

  #next(): Entry<A> | undefined {
    if (this.#more && (this.#fresh.size === 0 || this.#options.rank)) this.#pull(this.#more);
    this.#leases += 1;
    const [first, second] =
      this.#leases % shareOfFailed === 0 ? [this.#failed, this.#fresh] : [this.#fresh, this.#failed];
    for (let entry = first.shift() ?? second.shift(); entry; entry = first.shift() ?? second.shift()) {
      if (this.#entries.get(entry.key) === entry) return entry;
    }
    return undefined;
  }

  /** One at least, if there is any that is new; no more than the pool holds, since there may be no end to them. */
  #pull(more: Iterator<A>): void {
    const { rank, size } = this.#options;
    for (let pulled = 0; pulled < size && (rank ? this.#entries.size < size : this.#fresh.size === 0); pulled += 1) {
      const next = more.next();
      if (next.done) return;
      this.#learn(next.value);
    }
  }

  /** Forgets the oldest that is not in use; those in use go to the end, so that they are passed over once. */
  #evict(): boolean {
    let left = this.#entries.size;
    for (const [key, entry] of this.#entries) {
      if (left === 0) return false;
      left -= 1;
      this.#entries.delete(key);
      if (entry.live) this.#entries.set(key, entry);
      else {
        this.#barred.delete(key);
        this.#sweep();
        return true;
      }
    }
    return false;
  }

  /** The forgotten stay in the queues until they are picked, or until they are most of them. */
  #sweep(): void {
    const known = (entry: Entry<A>) => this.#entries.get(entry.key) === entry;
    if (this.#fresh.size > 2 * this.#options.size) this.#fresh = this.#fresh.filter(known);
    if (this.#failed.size > 2 * this.#options.size) this.#failed = this.#failed.filter(known);
  }
}

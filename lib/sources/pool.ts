import { Observable } from 'rxjs';
import type { AddressSource } from '../core/address-source.js';
import type { ConnectionEvent } from '../core/events.js';
import { Heap } from '../core/heap.js';
import { LinkedList } from '../core/linked-list.js';

interface Entry<A> {
  readonly key: string;
  readonly rank: number;
  address: A;
  turn: number;
  /** Whether its last dial failed, and whether a request of it lives. */
  failed: boolean;
  live: boolean;
}

interface Waiter<A> {
  readonly usable: (address: A) => boolean;
  readonly take: (entry: Entry<A>) => void;
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
  readonly #waiters = new LinkedList<Waiter<A>>();
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
    try {
      this.#add(address, this.#options.key(address), this.#options.rank?.(address) ?? 0);
    } catch (error) {
      this.#options.refused(error);
    }
  }

  #add(address: A, key: string, rank: number): void {
    const known = this.#entries.get(key);
    if (known) {
      known.address = address;
      return;
    }
    if (this.#entries.size >= this.#options.size && !this.#evict()) return;
    const entry = { key, rank: Number.isNaN(rank) ? Infinity : rank, address, turn: 0, failed: false, live: false };
    this.#entries.set(key, entry);
    this.#offer(entry);
  }

  lease(usable: (address: A) => boolean): Observable<A> {
    return new Observable<A>((subscriber) => {
      this.#review(usable);
      let held: Entry<A> | undefined;
      const take = (entry: Entry<A>) => {
        held = entry;
        subscriber.next(entry.address);
      };
      const entry = this.#pick(usable);
      const node = entry ? undefined : this.#waiters.push({ usable, take });
      if (entry) take(entry);
      return () => {
        if (node) this.#waiters.remove(node);
        if (held) this.#offer(held);
      };
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
    const barred = [...this.#barred.values()];
    this.#barred.clear();
    for (const entry of barred) this.#offer(entry);
  }

  #offer(entry: Entry<A>): void {
    if (this.#entries.get(entry.key) !== entry) return;
    this.#turns += 1;
    entry.turn = this.#turns;
    (entry.failed ? this.#failed : this.#fresh).push(entry);
    const waiter = this.#waiters.first;
    const given = waiter && this.#pick(waiter.usable);
    if (!given) return;
    this.#waiters.shift();
    waiter.take(given);
  }

  #pick(usable: (address: A) => boolean): Entry<A> | undefined {
    for (let entry = this.#next(); entry; entry = this.#next()) {
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

  #pull(more: Iterator<A>): void {
    let wanted = this.#options.rank ? this.#options.size - this.#entries.size : 1;
    for (; wanted > 0; wanted -= 1) {
      const next = more.next();
      if (next.done) return;
      this.add(next.value);
    }
  }

  /** Forgets the oldest that is not in use; those in use go to the end, so that they are passed over once. */
  #evict(): boolean {
    for (const [key, entry] of this.#entries) {
      this.#entries.delete(key);
      if (!entry.live) {
        this.#barred.delete(key);
        this.#sweep();
        return true;
      }
      this.#entries.set(key, entry);
      if (this.#entries.keys().next().value === key) return false;
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

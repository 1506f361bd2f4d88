import { BehaviorSubject, Observable, asyncScheduler, distinctUntilChanged, timer, type Subscription } from 'rxjs';
import type { Address } from '../core/address.js';
import type { AddressTables } from '../core/address-book/address-tables.js';
import type { Choice, Usable } from '../core/address-book/choice.js';
import type { GroupUses } from '../core/address-book/group-uses.js';
import type { Known } from '../core/address-book/known.js';
import { LinkedList, type LinkedNode } from '../core/linked-list.js';

/** What a {@link Leasing} leases, and by which choice. */
export interface LeasingParts {
  readonly tables: AddressTables;
  readonly uses: GroupUses;
  readonly choice: Choice;
  /** Whether it leases from the beginning, or waits for `open`. */
  readonly open: boolean;
}

interface Waiter {
  readonly usable: Usable;
  readonly take: (known: Known) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Leases addresses, first come, first served. Who asks when there is plenty is served at once. Whoever waits is looked for
 * in turns of the event loop, a part of the book in each, and only after something has changed: while nothing does, there is
 * no timer.
 */
export class Leasing {
  readonly #parts: LeasingParts;
  readonly #waiters = new LinkedList<Waiter>();
  readonly #starved$ = new BehaviorSubject(false);
  #open: boolean;
  #first: string[] = [];
  #rule: Usable | undefined;
  #search: Generator<undefined, Known | undefined> | undefined;
  #news = false;
  #turn: Subscription | undefined;

  /** Whether somebody waits for whom there is nothing in the whole book: now, and whenever that changes. */
  readonly starved$ = this.#starved$.pipe(distinctUntilChanged());

  constructor(parts: LeasingParts) {
    this.#parts = parts;
    this.#open = parts.open;
  }

  get starved(): boolean {
    return this.#starved$.value;
  }

  /** From now on there are leases. */
  open(): void {
    this.#open = true;
    this.wake();
  }

  /** The next leases are of these keys, as far as they are known and to be had. */
  prefer(keys: readonly string[]): void {
    this.#first = [...keys];
  }

  /** Returns an observable that emits an address and keeps it for the subscriber until the unsubscription. */
  lease(usable: Usable): Observable<Address> {
    return new Observable<Address>((subscriber) => {
      let held: Known | undefined;
      const take = (known: Known) => {
        held = known;
        this.#parts.tables.shelves.lease(known, true);
        this.#parts.uses.take(known.key, known.group);
        subscriber.next(known.address);
      };
      this.#heed(usable);
      const known = this.#open && this.#waiters.size === 0 ? this.#pick(usable) : undefined;
      const node = known ? undefined : this.#queue({ usable, take, fail: (error) => subscriber.error(error) });
      if (known) take(known);
      return () => {
        if (node) this.#leave(node);
        if (held) this.#giveBack(held);
      };
    });
  }

  /** Something may be to be had: those who wait are looked for again. */
  wake(): void {
    this.#news = true;
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#open || this.#waiters.size === 0 || this.#turn) return;
    this.#turn = timer(0).subscribe(() => {
      this.#turn = undefined;
      this.#serve();
    });
  }

  /** What was of no use may be of use by another rule. */
  #heed(usable: Usable): void {
    if (usable === this.#rule) return;
    this.#rule = usable;
    this.#parts.tables.shelves.unbarAll();
    this.wake();
  }

  #queue(waiter: Waiter): LinkedNode<Waiter> {
    const node = this.#waiters.push(waiter);
    this.wake();
    return node;
  }

  #leave(node: LinkedNode<Waiter>): void {
    this.#waiters.remove(node);
    if (this.#waiters.size > 0) return;
    this.#turn?.unsubscribe();
    this.#turn = this.#search = undefined;
    this.#starved$.next(false);
  }

  #giveBack(known: Known): void {
    this.#parts.tables.shelves.lease(known, false);
    this.#parts.uses.free(known.key);
    this.wake();
  }

  #pick(usable: Usable): Known | undefined {
    const { tables, choice } = this.#parts;
    const now = asyncScheduler.now();
    tables.resolve(now);
    for (let key = this.#first.shift(); key !== undefined; key = this.#first.shift()) {
      const known = tables.shelves.get(key);
      if (known && choice.takeable(known) && usable(known.address)) return known;
    }
    return choice.draw(usable, now);
  }

  /** Serves as many as it can by drawing, and goes on with the search for the next one by a part. */
  #serve(): void {
    for (let waiter = this.#waiters.first; waiter; waiter = this.#waiters.first) {
      try {
        const known = this.#pick(waiter.usable);
        if (known) this.#give(waiter, known);
        else return this.#seek();
      } catch (error) {
        this.#search = undefined;
        this.#waiters.shift();
        waiter.fail(error);
      }
    }
  }

  /** One part of the search, for whoever waits longest by then. */
  #seek(): void {
    if (!this.#search) {
      this.#news = false;
      const usable = (address: Address) => this.#waiters.first?.usable(address) ?? false;
      this.#search = this.#parts.choice.search(usable, () => asyncScheduler.now());
    }
    const { done, value: known } = this.#search.next();
    if (!done) return this.#schedule();
    this.#search = undefined;
    if (known && this.#waiters.first && this.#parts.choice.takeable(known)) {
      this.#give(this.#waiters.first, known);
      this.#schedule();
    } else if (known || this.#news) this.#schedule();
    else this.#starved$.next(true);
  }

  #give(waiter: Waiter, known: Known): void {
    this.#waiters.shift();
    this.#starved$.next(false);
    waiter.take(known);
  }
}

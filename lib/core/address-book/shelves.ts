import { BucketTable } from './bucket-table.js';
import type { Known, Place } from './known.js';
import type { Slot, TableSizes } from './placement.js';

/**
 * What is known, where it stands among the new and the tried, and what of it can be drawn: not what is in a hand, of no use to
 * whoever asked last, or of a network that is not wanted.
 */
export class Shelves {
  readonly #sizes: TableSizes;
  readonly #known = new Map<string, Known>();
  readonly #barred = new Set<Known>();
  #new: BucketTable;
  #tried: BucketTable;
  #triedSize = 0;

  constructor(sizes: TableSizes) {
    this.#sizes = sizes;
    this.#new = new BucketTable(sizes.newBuckets);
    this.#tried = new BucketTable(sizes.triedBuckets);
  }

  get size(): number {
    return this.#known.size;
  }

  get triedSize(): number {
    return this.#triedSize;
  }

  get new(): BucketTable {
    return this.#new;
  }

  get tried(): BucketTable {
    return this.#tried;
  }

  get(key: string): Known | undefined {
    return this.#known.get(key);
  }

  all(): Iterable<Known> {
    return this.#known.values();
  }

  /** Forgets everything. */
  clear(): void {
    this.#known.clear();
    this.#barred.clear();
    this.#triedSize = 0;
    this.#new = new BucketTable(this.#sizes.newBuckets);
    this.#tried = new BucketTable(this.#sizes.triedBuckets);
  }

  /** Puts it among the new, in one place more. The slot has to be free. */
  putNew(known: Known, slot: Slot, source: string): void {
    this.#put(this.#new, known, slot, source);
  }

  /** Puts it among the tried, where it has one place. The slot has to be free. */
  putTried(known: Known, slot: Slot): void {
    this.takeAway(known);
    known.tried = true;
    this.#triedSize += 1;
    this.#put(this.#tried, known, slot, known.source);
  }

  /** Takes one place among the new from it; who has none is forgotten. */
  leave(place: Place): void {
    const { known } = place;
    this.#new.remove(place);
    known.places = known.places.filter((one) => one !== place);
    if (known.places.length === 0) this.forget(known);
  }

  /** Takes all its places from it: it is to be put elsewhere, or forgotten. */
  takeAway(known: Known): void {
    const table = this.#tableOf(known);
    for (const place of known.places) table.remove(place);
    if (known.tried) this.#triedSize -= 1;
    known.tried = false;
    known.places = [];
  }

  /** Nobody knows it any longer. */
  forget(known: Known): void {
    this.takeAway(known);
    this.#known.delete(known.key);
    this.#barred.delete(known);
  }

  /** Into a hand, or out of it. */
  lease(known: Known, leased: boolean): void {
    known.leased = leased;
    this.#refresh(known);
  }

  /** Whoever asked last could not use it. */
  bar(known: Known): void {
    known.barred = true;
    this.#barred.add(known);
    this.#refresh(known);
  }

  /** It may be of use again. */
  unbar(known: Known): void {
    this.#barred.delete(known);
    known.barred = false;
    this.#refresh(known);
  }

  /** Every one may be of use again. */
  unbarAll(): void {
    for (const known of this.#barred) this.unbar(known);
  }

  #tableOf({ tried }: Known): BucketTable {
    return tried ? this.#tried : this.#new;
  }

  #put(table: BucketTable, known: Known, slot: Slot, source: string): void {
    const place = { ...slot, known, source, shown: -1 };
    table.put(place);
    known.places = [...known.places, place];
    this.#known.set(known.key, known);
    this.#refresh(known);
  }

  #refresh(known: Known): void {
    const table = this.#tableOf(known);
    const drawable = known.wanted && !known.leased && !known.barred;
    for (const place of known.places) {
      if (drawable) table.show(place);
      else table.hide(place);
    }
  }
}

import type { Address } from '../address.js';
import { BucketTable } from './bucket-table.js';
import { isRecent } from './chance.js';
import { Collisions, verdictOn } from './collisions.js';
import { isTerrible } from './is-terrible.js';
import { sourcesOf, type Known } from './known.js';
import { Placement, type Slot, type TableSizes } from './placement.js';

/** An address that is told of, in its canonical spelling, with its key and its network. */
export interface Told {
  readonly key: string;
  readonly address: Address;
  readonly group: string;
  /** When it was last alive: milliseconds since 1970. */
  readonly seen: number;
  readonly services: bigint;
}

/** An address with all that is known of it, as it is taken over from another run. */
export interface Kept extends Told {
  readonly tried: boolean;
  readonly lastTry: number;
  readonly lastSuccess: number;
  readonly failures: number;
  /** The groups of those who told of it, the first one first. At least one. */
  readonly sources: readonly [string, ...string[]];
}

/** What {@link AddressTables} are made of. */
export interface TablesOptions {
  /** 32 bytes that nobody else knows. */
  readonly secret: Uint8Array;
  readonly sizes: TableSizes;
  /** Milliseconds after which an address that nobody saw is terrible. */
  readonly horizon: number;
  readonly random: () => number;
  /** Whether an address is ever to be drawn. */
  readonly wanted: (address: Address) => boolean;
}

const hour = 3_600_000;
const mostPlaces = 8;

/**
 * The tables of an address book: the new, of which somebody told, and the tried, which were connected to. An address is in
 * one of the two; among the new it may have up to eight places, if several told of it. Both are bounded, and an attacker's
 * part of them is (see {@link Placement}).
 *
 * Source: Bitcoin Core's `addrman`.
 */
export class AddressTables {
  readonly #options: TablesOptions;
  readonly #known = new Map<string, Known>();
  readonly #barred = new Set<Known>();
  readonly #collisions = new Collisions();
  #secret: Uint8Array;
  #placement: Placement;
  #new: BucketTable;
  #tried: BucketTable;
  #triedCount = 0;
  #era = 0;

  constructor(options: TablesOptions) {
    this.#options = options;
    const { secret, sizes } = options;
    this.#secret = secret;
    this.#placement = new Placement(secret, sizes);
    this.#new = new BucketTable(sizes.newBuckets);
    this.#tried = new BucketTable(sizes.triedBuckets);
  }

  get size(): number {
    return this.#known.size;
  }

  get triedCount(): number {
    return this.#triedCount;
  }

  get secret(): Uint8Array {
    return this.#secret;
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

  /**
   * Takes in what somebody of the group `source` told, and returns whether it was news and found a place. It counts as seen
   * `penalty` milliseconds earlier than was said.
   */
  learn(told: Told, source: string, penalty: number, now: number): boolean {
    const known = this.#known.get(told.key);
    if (known) {
      this.#hear(known, told, source, penalty, now);
      return false;
    }
    const never = { lastTry: -Infinity, lastSuccess: -Infinity, failures: 0, tried: false, sources: [source] } as const;
    return this.#claim(this.#made({ ...told, ...never, seen: told.seen - penalty }), source, now);
  }

  /** A dial of it begins. */
  attempt(key: string, now: number): void {
    const known = this.#known.get(key);
    if (known) known.lastTry = now;
  }

  /** A dial of it failed. Counts once until anybody is good: when nothing at all is reached, it is nobody's fault. */
  fail(key: string): void {
    const known = this.#known.get(key);
    if (!known || known.era === this.#era) return;
    known.era = this.#era;
    known.failures += 1;
  }

  /** It was connected to, and is what it should be: it belongs to the tried, once whoever has its slot there gives way. */
  good(key: string, now: number): void {
    this.#era += 1;
    const known = this.#known.get(key);
    if (!known) return;
    Object.assign(known, { lastTry: now, lastSuccess: now, failures: 0 });
    if (known.tried) return;
    const slot = this.#placement.tried(key, known.group);
    if (this.#tried.at(slot)) this.#collisions.add(known);
    else this.#promote(known, slot);
  }

  /** It was connected until now: told no more often than every 20 minutes. */
  connected(key: string, now: number): void {
    const known = this.#known.get(key);
    if (known && now - known.seen > hour / 3) known.seen = now;
  }

  /** Settles who gets the slots among the tried that two have a claim to. */
  resolve(now: number): void {
    for (const candidate of this.#collisions.pending) {
      const slot = this.#placement.tried(candidate.key, candidate.group);
      const incumbent = this.#tried.at(slot)?.known;
      const verdict = incumbent ? verdictOn(candidate, incumbent, now) : 'replace';
      if (verdict === 'replace') this.#promote(candidate, slot);
      if (verdict !== 'wait') this.#collisions.delete(candidate);
    }
  }

  /** Who has a slot among the tried that another has a claim to, and should be tested. */
  contested(now: number): Known | undefined {
    if (this.#collisions.none) return undefined;
    const incumbents = this.#collisions.pending.map(({ key, group }) =>
      this.#tried.at(this.#placement.tried(key, group)),
    );
    return incumbents.find((place) => place && place.shown >= 0 && !isRecent(place.known, now))?.known;
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

  /** It may be of use again. Returns whether it was not. */
  unbar(known: Known): boolean {
    if (!this.#barred.delete(known)) return false;
    known.barred = false;
    this.#refresh(known);
    return true;
  }

  /** Every one may be of use again. */
  unbarAll(): void {
    for (const known of this.#barred) this.unbar(known);
  }

  /**
   * Takes over what was kept, and the secret by which it was. What was learnt meanwhile stays where there is room for it,
   * and what is in a hand is still the same object.
   */
  restore(secret: Uint8Array, kept: readonly Kept[]): void {
    const { sizes } = this.#options;
    const before = new Map(this.#known);
    this.#known.clear();
    this.#collisions.clear();
    this.#triedCount = 0;
    this.#secret = secret;
    this.#placement = new Placement(secret, sizes);
    this.#new = new BucketTable(sizes.newBuckets);
    this.#tried = new BucketTable(sizes.triedBuckets);
    for (const one of kept) {
      const mine = before.get(one.key);
      before.delete(one.key);
      this.#settle(mine ? this.#merge(mine, one) : this.#made(one), one.tried, one.sources);
    }
    for (const known of before.values()) this.#settle(known, known.tried, sourcesOf(known));
  }

  #made({ sources, ...rest }: Kept): Known {
    const wanted = this.#options.wanted(rest.address);
    return { ...rest, source: sources[0], era: -1, tried: false, places: [], wanted, leased: false, barred: false };
  }

  #merge(mine: Known, { seen, services, lastTry, lastSuccess, failures }: Kept): Known {
    mine.seen = Math.max(mine.seen, seen);
    mine.services |= services;
    mine.lastTry = Math.max(mine.lastTry, lastTry);
    mine.failures += mine.lastSuccess > lastSuccess ? 0 : failures;
    mine.lastSuccess = Math.max(mine.lastSuccess, lastSuccess);
    return mine;
  }

  /** Into whatever of its slots is free. */
  #settle(known: Known, tried: boolean, sources: readonly string[]): void {
    known.tried = false;
    known.places = [];
    const slot = this.#placement.tried(known.key, known.group);
    if (tried && !this.#tried.at(slot)) return this.#promote(known, slot);
    for (const source of sources.slice(0, mostPlaces)) {
      const free = this.#placement.fresh(known.key, known.group, source);
      if (!this.#new.at(free)) this.#occupy(this.#new, known, free, source);
    }
  }

  /** It is told of again: if that is news, it may get one more place, each half as likely as the one before. */
  #hear(known: Known, told: Told, source: string, penalty: number, now: number): void {
    const news = told.seen > known.seen;
    const interval = now - told.seen < 24 * hour ? hour : 24 * hour;
    known.services |= told.services;
    if (known.seen < told.seen - interval - penalty) known.seen = told.seen - penalty;
    if (known.tried || !news || known.places.length >= mostPlaces) return;
    if (this.#options.random() * 2 ** known.places.length < 1) this.#claim(known, source, now);
  }

  /** Takes one of the new slots, if whoever has it gives way. */
  #claim(known: Known, source: string, now: number): boolean {
    const slot = this.#placement.fresh(known.key, known.group, source);
    const place = this.#new.at(slot);
    if (place && !this.#yields(place.known, known, now)) return false;
    if (place) this.#leave(place.known, place);
    this.#occupy(this.#new, known, slot, source);
    return true;
  }

  /** The terrible give way, and so does who has several places to who has none; never one that would be lost to the hand it is in. */
  #yields(incumbent: Known, known: Known, now: number): boolean {
    if (incumbent === known || (incumbent.leased && incumbent.places.length === 1)) return false;
    if (isTerrible(incumbent, now, this.#options.horizon)) return true;
    return incumbent.places.length > 1 && known.places.length === 0;
  }

  #promote(known: Known, slot: Slot): void {
    const place = this.#tried.at(slot);
    for (const one of known.places) this.#new.remove(one);
    known.places = [];
    if (place) this.#demote(place.known);
    known.tried = true;
    this.#triedCount += 1;
    this.#occupy(this.#tried, known, slot, known.source);
  }

  /** Back among the new, in place of whoever is there, unless that one is in a hand. */
  #demote(known: Known): void {
    for (const place of known.places) this.#tried.remove(place);
    known.places = [];
    known.tried = false;
    this.#triedCount -= 1;
    const slot = this.#placement.fresh(known.key, known.group, known.source);
    const other = this.#new.at(slot);
    if (other?.known.leased) return this.#forget(known);
    if (other) this.#leave(other.known, other);
    this.#occupy(this.#new, known, slot, known.source);
  }

  #occupy(table: BucketTable, known: Known, slot: Slot, source: string): void {
    const place = { ...slot, known, source, shown: -1 };
    table.put(place);
    known.places = [...known.places, place];
    this.#known.set(known.key, known);
    this.#refresh(known);
  }

  #leave(known: Known, place: Known['places'][number]): void {
    this.#new.remove(place);
    known.places = known.places.filter((one) => one !== place);
    if (known.places.length === 0) this.#forget(known);
  }

  #forget(known: Known): void {
    this.#known.delete(known.key);
    this.#barred.delete(known);
    this.#collisions.delete(known);
  }

  #refresh(known: Known): void {
    const table = known.tried ? this.#tried : this.#new;
    const drawable = known.wanted && !known.leased && !known.barred;
    for (const place of known.places) {
      if (drawable) table.show(place);
      else table.hide(place);
    }
  }
}

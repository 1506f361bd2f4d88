import type { Address } from '../address.js';
import { isRecent } from './chance.js';
import { Collisions, verdictOn } from './collisions.js';
import { isTerrible } from './is-terrible.js';
import { sourcesOf, type Known } from './known.js';
import { Placement, type Slot, type TableSizes } from './placement.js';
import { Shelves } from './shelves.js';

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

/** What was learnt of it in this run and in the one before. */
const merge = (mine: Known, { seen, services, lastTry, lastSuccess, failures }: Kept): Known => {
  mine.seen = Math.max(mine.seen, seen);
  mine.services |= services;
  mine.lastTry = Math.max(mine.lastTry, lastTry);
  mine.failures += mine.lastSuccess > lastSuccess ? 0 : failures;
  mine.lastSuccess = Math.max(mine.lastSuccess, lastSuccess);
  return mine;
};

/**
 * The rules of an address book's tables: the new, of which somebody told, and the tried, which were connected to. An address is in
 * one of the two; among the new it may have up to eight places, if several told of it. Both are bounded, and an attacker's
 * part of them is (see {@link Placement}).
 *
 * Source: Bitcoin Core's `addrman`.
 */
export class AddressTables {
  readonly shelves: Shelves;
  readonly #options: TablesOptions;
  readonly #collisions = new Collisions();
  #secret: Uint8Array;
  #placement: Placement;
  #era = 0;

  constructor(options: TablesOptions) {
    this.#options = options;
    this.shelves = new Shelves(options.sizes);
    this.#secret = options.secret;
    this.#placement = new Placement(options.secret, options.sizes);
  }

  get secret(): Uint8Array {
    return this.#secret;
  }

  /**
   * Takes in what somebody of the group `source` told, and returns whether it was news and found a place. It counts as seen
   * `penalty` milliseconds earlier than was said.
   */
  learn(told: Told, source: string, penalty: number, now: number): boolean {
    const known = this.shelves.get(told.key);
    if (known) {
      this.#hear(known, told, source, penalty, now);
      return false;
    }
    const slot = this.#placement.fresh(told.key, told.group, source);
    if (!this.#vacate(slot, undefined, now)) return false;
    this.shelves.putNew(this.#made(told, source, told.seen - penalty), slot, source);
    return true;
  }

  /** A dial of it begins. */
  attempt(key: string, now: number): void {
    const known = this.shelves.get(key);
    if (known) known.lastTry = now;
  }

  /** A dial of it failed. Counts once until anybody is good: when nothing at all is reached, it is nobody's fault. */
  fail(key: string): void {
    const known = this.shelves.get(key);
    if (!known || known.era === this.#era) return;
    known.era = this.#era;
    known.failures += 1;
  }

  /** It was connected to, and is what it should be: it belongs to the tried, once whoever has its slot there gives way. */
  good(key: string, now: number): void {
    this.#era += 1;
    const known = this.shelves.get(key);
    if (!known) return;
    Object.assign(known, { lastTry: now, lastSuccess: now, failures: 0 });
    if (known.tried) return;
    const slot = this.#slotOf(known);
    if (this.shelves.tried.at(slot)) this.#collisions.add(known);
    else this.shelves.putTried(known, slot);
  }

  /** It was connected until now: noted no more often than every 20 minutes. */
  connected(key: string, now: number): void {
    const known = this.shelves.get(key);
    if (known && now - known.seen > hour / 3) known.seen = now;
  }

  /** Settles who gets the slots among the tried that two have a claim to. */
  resolve(now: number): void {
    for (const candidate of this.#collisions.pending) {
      const slot = this.#slotOf(candidate);
      const incumbent = this.shelves.tried.at(slot)?.known;
      const lost = this.shelves.get(candidate.key) !== candidate;
      const verdict = lost ? 'keep' : incumbent ? verdictOn(candidate, incumbent, now) : 'replace';
      if (verdict === 'replace') this.#promote(candidate, slot);
      if (verdict !== 'wait') this.#collisions.delete(candidate);
    }
  }

  /** Who has a slot among the tried that another has a claim to, and should be tested. */
  contested(now: number): Known | undefined {
    if (this.#collisions.none) return undefined;
    const incumbents = this.#collisions.pending.map((known) => this.shelves.tried.at(this.#slotOf(known)));
    return incumbents.find((place) => place && place.shown >= 0 && !isRecent(place.known, now))?.known;
  }

  /**
   * Takes over what was kept, and the secret by which it was. What was learnt meanwhile stays where there is room for it,
   * and what is in a hand is still the same object.
   */
  restore(secret: Uint8Array, kept: readonly Kept[]): void {
    const before = new Map(
      [...this.shelves.all()].map((known) => [known.key, { known, tried: known.tried, sources: sourcesOf(known) }]),
    );
    for (const { known } of before.values()) this.shelves.takeAway(known);
    this.shelves.clear();
    this.#collisions.clear();
    this.#secret = secret;
    this.#placement = new Placement(secret, this.#options.sizes);
    for (const one of kept) {
      const known = before.get(one.key)?.known ?? this.#made(one, one.sources[0], one.seen);
      before.delete(one.key);
      this.#settle(merge(known, one), one.tried, one.sources);
    }
    for (const { known, tried, sources } of before.values()) this.#settle(known, tried, sources);
  }

  #slotOf({ key, group }: Known): Slot {
    return this.#placement.tried(key, group);
  }

  /** One that is in no place yet, and was never tried. */
  #made({ key, address, group, services }: Told, source: string, seen: number): Known {
    return {
      key,
      address,
      group,
      source,
      seen,
      services,
      lastTry: -Infinity,
      lastSuccess: -Infinity,
      failures: 0,
      era: -1,
      tried: false,
      places: [],
      wanted: this.#options.wanted(address),
      leased: false,
      barred: false,
    };
  }

  /** Into whatever of its slots is free. */
  #settle(known: Known, tried: boolean, sources: readonly string[]): void {
    known.barred = false;
    const slot = this.#slotOf(known);
    if (tried && !this.shelves.tried.at(slot)) return this.shelves.putTried(known, slot);
    for (const source of sources.slice(0, mostPlaces)) {
      const free = this.#placement.fresh(known.key, known.group, source);
      if (!this.shelves.new.at(free)) this.shelves.putNew(known, free, source);
    }
  }

  /** It is told of again: if that is news, it may get one more place, each half as likely as the one before. */
  #hear(known: Known, told: Told, source: string, penalty: number, now: number): void {
    const news = told.seen > known.seen;
    const interval = now - told.seen < 24 * hour ? hour : 24 * hour;
    known.services |= told.services;
    if (known.seen < told.seen - interval - penalty) known.seen = told.seen - penalty;
    if (known.tried || !news || known.places.length >= mostPlaces) return;
    if (this.#options.random() * 2 ** known.places.length >= 1) return;
    const slot = this.#placement.fresh(known.key, known.group, source);
    if (this.#vacate(slot, known, now)) this.shelves.putNew(known, slot, source);
  }

  /** Makes a new slot free for `claimant` (one that is not known yet, if there is none), if whoever has it gives way. */
  #vacate(slot: Slot, claimant: Known | undefined, now: number): boolean {
    const place = this.shelves.new.at(slot);
    if (!place) return true;
    if (!this.#yields(place.known, claimant, now)) return false;
    this.shelves.leave(place);
    return true;
  }

  /** The terrible give way, and so does who has several places to who has none; never one that a hand would lose. */
  #yields(incumbent: Known, claimant: Known | undefined, now: number): boolean {
    if (incumbent === claimant || (incumbent.leased && incumbent.places.length === 1)) return false;
    if (isTerrible(incumbent, now, this.#options.horizon)) return true;
    return incumbent.places.length > 1 && claimant === undefined;
  }

  /** Among the tried, in place of whoever is there: that one is new again, in place of whoever is there, unless a hand would lose it. */
  #promote(known: Known, slot: Slot): void {
    const demoted = this.shelves.tried.at(slot)?.known;
    if (demoted) this.shelves.takeAway(demoted);
    this.shelves.putTried(known, slot);
    if (!demoted) return;
    const other = this.#placement.fresh(demoted.key, demoted.group, demoted.source);
    const place = this.shelves.new.at(other);
    if (place?.known.leased) return this.shelves.forget(demoted);
    if (place) this.shelves.leave(place);
    this.shelves.putNew(demoted, other, demoted.source);
  }
}

import {
  BehaviorSubject,
  EMPTY,
  Subject,
  asyncScheduler,
  defer,
  distinctUntilChanged,
  finalize,
  ignoreElements,
  map,
  merge,
  startWith,
  switchMap,
  tap,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { Address } from '../core/address.js';
import type { AddressSource } from '../core/address-source.js';
import { AddressBookError } from '../core/address-book/address-book-error.js';
import { addressOf } from '../core/address-book/address-of.js';
import { AddressTables, type Told } from '../core/address-book/address-tables.js';
import { chanceOf } from '../core/address-book/chance.js';
import { Choice } from '../core/address-book/choice.js';
import { GroupUses } from '../core/address-book/group-uses.js';
import { isTerrible } from '../core/address-book/is-terrible.js';
import type { Known } from '../core/address-book/known.js';
import { plausible } from '../core/address-book/plausible.js';
import { readBook, writeBook } from '../core/address-book/saved-book.js';
import { refuse } from '../core/check.js';
import type { ConnectionEvent } from '../core/events.js';
import { keyOf } from '../core/key-of.js';
import { networkGroup } from '../core/network-group.js';
import { networkOf } from '../core/network-of.js';
import type { Sighting } from '../core/sighting.js';
import {
  addressBookSettings,
  usualFeedBackoff,
  type AddressBookOptions,
  type AddressBookSettings,
} from './address-book-options.js';
import { feeding } from './feeding.js';
import { Keeping } from './keeping.js';
import { Leasing } from './leasing.js';
import { Witness } from './witness.js';

/** Gossip counts as older than it says: two hours in milliseconds. */
const gossipPenalty = 2 * 3_600_000;

/** Who the feed is, where it matters who told. */
const feedSource = 'feed';

/**
 * Remembers addresses and leases them: to be given to a manager as its `addresses`. It learns from what the manager does,
 * needs no help in that, and serves one manager at a time.
 *
 * Those it was told of and those that were connected to are in tables of their own, and each lease takes one or the other.
 * Whoever tells of a hundred thousand addresses gets a small part of the book all the same; and there is one outbound
 * connection per network. What fails is leased ever more seldom, and gives way to others in the end. An address is kept
 * across restarts if there is a `store`, and more are asked for when the book runs short if there is a `feed`.
 *
 * @example
 * ```ts
 * const book = new AddressBook({ store: fileStore('peers.json'), feed: fromDnsSeeds(seeds, { port: 8333, lookup }), port: 8333 });
 * const manager = new ConnectionManager({ dial: tcp(), addresses: book }).start();
 * book.add(gossip, peer); // whatever `peer` told of others
 * ```
 * Source: Bitcoin Core's `addrman`, and btcd's server for the order in which addresses are preferred.
 */
export class AddressBook implements AddressSource<Address> {
  readonly #settings: AddressBookSettings;
  readonly #tables: AddressTables;
  readonly #uses = new GroupUses();
  readonly #leasing: Leasing;
  readonly #witness: Witness;
  readonly #keeping: Keeping | undefined;
  readonly #learnt$ = new Subject<void>();
  readonly #good$ = new Subject<void>();
  readonly #errors$ = new Subject<AddressBookError>();
  readonly #suspended$ = new BehaviorSubject(false);
  #anchors: readonly string[] = [];

  /** @throws ArgumentError that says which option is wrong, what was expected and what was got */
  constructor(options: AddressBookOptions = {}) {
    const settings = addressBookSettings(options);
    const { group, networks, port, random, goodAfter, store } = settings;
    this.#settings = settings;
    const wanted = ({ host }: Address) => networks?.includes(networkOf(host)) ?? true;
    const tables = (this.#tables = new AddressTables({ ...settings, wanted }));
    const uses = this.#uses;
    const busy = (name: string) => group !== false && uses.busy(name);
    const choice = new Choice({ tables, busy, port, random });
    this.#leasing = new Leasing({ tables, uses, choice, open: store === undefined });
    const freed = (key: string) => this.#freed(key);
    this.#witness = new Witness({ uses, group: (address) => this.#groupOf(address), goodAfter, notes: this, freed });
    this.#keeping = store && this.#keep(store);
  }

  /** How many addresses are known. */
  get size(): number {
    return this.#tables.shelves.size;
  }

  /** How many of them were never proved good, or not for long. */
  get newSize(): number {
    return this.size - this.triedSize;
  }

  /** How many of them were connected to and proved good. */
  get triedSize(): number {
    return this.#tables.shelves.triedSize;
  }

  /**
   * Takes in what `source` told, and returns how many addresses are new. What is no address, or is not `routable`, is passed
   * over; so is what finds no place, since of each network a source has but a few. `seen` counts two hours less, unless a
   * peer tells of itself; one that lies ahead, or none at all, is not believed.
   *
   * @throws ArgumentError if `addresses` is no list, or `source` no address
   */
  add(addresses: Iterable<Sighting>, source: Address): number {
    if (typeof addresses !== 'object' || addresses === null || !(Symbol.iterator in addresses)) {
      return refuse('addresses', 'a list of addresses', addresses);
    }
    const teller = addressOf(source) ?? refuse('source', 'an address', source);
    return this.#learn(addresses, this.#groupOf(teller), keyOf(teller));
  }

  /** A dial of it begins. The manager reports it by itself. */
  attempt(address: Address): void {
    this.#note(address, (key, now) => this.#tables.attempt(key, now));
  }

  /** A dial of it failed, and that was not our fault. The manager reports it by itself. */
  fail(address: Address): void {
    this.#note(address, (key) => this.#tables.fail(key));
  }

  /** It was connected to, and is what it should be. The manager reports it by itself, `goodAfter` the connection was established. */
  good(address: Address): void {
    this.#note(address, (key, now) => {
      this.#tables.resolve(now);
      this.#tables.good(key, now);
    });
    this.#good$.next();
  }

  /** It was connected until now. The manager reports it by itself. */
  connected(address: Address): void {
    this.#note(address, (key, now) => this.#tables.connected(key, now));
  }

  /** Returns the chance that it is leased when it is drawn, from 0.01 to 1; 0 if it is not known. */
  chance(address: Address): number {
    const known = this.#tables.shelves.get(keyOf(address));
    return known ? chanceOf(known, asyncScheduler.now()) : 0;
  }

  /** Returns whether it is known, and so bad or so old that it gives way to any other. */
  isTerrible(address: Address): boolean {
    const known = this.#tables.shelves.get(keyOf(address));
    return known !== undefined && isTerrible(known, asyncScheduler.now(), this.#settings.horizon);
  }

  /**
   * Returns an observable that emits one address for which `usable` holds, and keeps it for the subscriber until the
   * unsubscription. Half of the leases are of the new and half of the tried, as far as there are any. Preferred are those
   * not tried for ten minutes, then those of the usual `port`; never is one leased of which another is in use in its network.
   */
  lease(usable: (address: Address) => boolean): Observable<Address> {
    return this.#leasing.lease(usable);
  }

  /** Told every event of the manager. */
  report(event: ConnectionEvent<Address, unknown>): void {
    this.#witness.report(event);
    if (event.type === 'health') this.#suspend(event.health === 'suspended');
  }

  /**
   * Reads what was saved, saves what changes, asks the feed when need be: for as long as it is subscribed to. It emits an
   * {@link AddressBookError} for whatever goes wrong with that, and goes on.
   */
  readonly run$: Observable<AddressBookError> = defer(() => {
    this.#witness.start();
    this.#leasing.prefer(this.#anchors);
    return merge(this.#errors$, this.#feed$, this.#keeping?.run$ ?? EMPTY).pipe(
      finalize(() => {
        this.#anchors = this.#longest();
        this.#witness.stop();
      }),
    );
  });

  /** Saves what is not saved yet, and completes. Errors with an {@link AddressBookError} if that cannot be done. */
  close(): Observable<never> {
    return this.#keeping?.close$ ?? EMPTY;
  }

  get #feed$(): Observable<never> {
    const { feed, feedBackoff, enough } = this.#settings;
    if (feed === undefined) return EMPTY;
    const starved$ = this.#leasing.starved$;
    const enough$ = this.#learnt$.pipe(
      startWith(undefined),
      map(() => this.size >= enough),
    );
    const failed = (cause: unknown) =>
      this.#errors$.next(new AddressBookError('feed', `The feed of addresses failed: ${String(cause)}`, { cause }));
    const backoff = (asked: number) => {
      try {
        return feedBackoff(asked);
      } catch (error) {
        failed(error);
        return usualFeedBackoff(asked);
      }
    };
    const fed$ = feeding(feed, { starved$, enough$, backoff, forgiven$: this.#good$, failed });
    return this.#suspended$.pipe(
      distinctUntilChanged(),
      switchMap((suspended) => (suspended ? EMPTY : fed$)),
      tap((sighting) => this.#learn([sighting], feedSource)),
      ignoreElements(),
    );
  }

  /** Once resumed, the manager gets those again whom it was connected to, as far as they are to be kept at all. */
  #suspend(suspended: boolean): void {
    if (this.#suspended$.value && !suspended) {
      this.#leasing.prefer(this.#longest());
      this.#witness.start();
    }
    this.#suspended$.next(suspended);
  }

  #keep(store: NonNullable<AddressBookSettings['store']>): Keeping {
    return new Keeping({
      store,
      saveAfter: this.#settings.saveAfter,
      snapshot: () => writeBook(this.#tables.secret, this.#tables.shelves.all(), this.#longest()),
      restore: (data) => this.#restore(data),
      settled: () => this.#leasing.open(),
      failed: (error) => this.#errors$.next(error),
    });
  }

  #restore(data: unknown): string | undefined {
    const book = readBook(data, (address) => this.#groupOf(address), asyncScheduler.now());
    if ('flaw' in book) return book.flaw;
    const { routable } = this.#settings;
    this.#tables.restore(
      book.secret,
      book.kept.filter(({ address }) => routable(address.host)),
    );
    this.#anchors = book.anchors;
    this.#leasing.prefer(book.anchors);
    return undefined;
  }

  /** As many as are wanted; those of the last run, as long as this one has none. */
  #longest(): readonly string[] {
    const { longest } = this.#witness;
    return (longest.length > 0 ? longest : this.#anchors).slice(0, this.#settings.anchors);
  }

  #groupOf(address: Address): string {
    const { group } = this.#settings;
    return group === false ? networkGroup(address) : group(address);
  }

  #learn(sightings: Iterable<Sighting>, source: string, sourceKey?: string): number {
    const now = asyncScheduler.now();
    let learnt = 0;
    for (const sighting of sightings) {
      const told = this.#told(sighting, now);
      if (!told) continue;
      const penalty = told.key === sourceKey ? 0 : gossipPenalty;
      if (this.#tables.learn(told, source, penalty, now)) learnt += 1;
    }
    if (learnt > 0) {
      this.#leasing.wake();
      this.#learnt$.next();
    }
    this.#keeping?.note();
    return learnt;
  }

  #told(sighting: Sighting, now: number): Told | undefined {
    const address = addressOf(sighting);
    if (!address || !this.#settings.routable(address.host)) return undefined;
    const { seen, services } = sighting;
    return {
      key: keyOf(address),
      address,
      group: this.#groupOf(address),
      seen: plausible(seen, now),
      services: typeof services === 'bigint' && services >= 0n ? BigInt.asUintN(64, services) : 0n,
    };
  }

  #note(address: Address, note: (key: string, now: number) => void): void {
    note(keyOf(address), asyncScheduler.now());
    this.#keeping?.note();
  }

  /** Its lease may go on while it rests: its network is free all the same. */
  #freed(key: string): void {
    const known: Known | undefined = this.#tables.shelves.get(key);
    this.#uses.free(key);
    if (known) this.#tables.shelves.unbar(known);
    this.#leasing.wake();
  }
}

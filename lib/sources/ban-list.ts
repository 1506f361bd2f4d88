import {
  EMPTY,
  NEVER,
  Subject,
  asyncScheduler,
  ignoreElements,
  map,
  merge,
  share,
  startWith,
  tap,
  type Observable,
} from 'rxjs';
import type { Address } from '../core/address.js';
import { Allowed } from '../core/allowed.js';
import { banDuration } from '../core/ban-duration.js';
import type { BanChange } from '../core/ban-change.js';
import { BanError } from '../core/ban-error.js';
import { readBans, writeBans } from '../core/ban-record.js';
import { BanTable } from '../core/ban-table.js';
import { expectBan, type Ban } from '../core/ban.js';
import type { Bans } from '../core/bans.js';
import { expectDuration, expectKnown, expectWhole, refuse } from '../core/check.js';
import { formatSubnet } from '../core/format-subnet.js';
import { parseSubnet } from '../core/parse-subnet.js';
import type { Store } from '../core/store.js';
import { serialize } from '../operators/serialize.js';
import { wakeAt } from '../operators/wake-at.js';
import { Keeper, type Flaw } from './keeper.js';

/** Options of {@link BanList}. */
export interface BanListOptions {
  /** Where the bans are kept from one run to the next. @default none: they end with the process */
  readonly store?: Store | undefined;
  /**
   * Subnets that are never banned: whoever is trusted, and the address of the proxy if peers come in through one. Give the
   * same to `bans`, which then says so instead of banning them. @default none
   */
  readonly allow?: readonly string[] | undefined;
  /** How many bans there may be; to make room for another, the one that would end first goes. @default 100_000 */
  readonly maxBans?: number | undefined;
  /** How long after a change the list is saved, with all that has changed meanwhile, in milliseconds. @default 5_000 */
  readonly saveAfter?: number | undefined;
}

/** How long to ban, and why. */
export interface BanTerms {
  /** In milliseconds: a number > 0; `Infinity` if only lifting ends it. @default 86_400_000, a day */
  readonly duration?: number | undefined;
  /** For people. */
  readonly reason?: string | undefined;
}

const banOptions = ['store', 'allow', 'maxBans', 'saveAfter'];

/**
 * Who is banned: single addresses, subnets and names, each for a time. Give it to a manager, which then neither dials nor
 * lets in whoever is on it, and ends what is live.
 *
 * - Spelling does not count, nor does a port or a zone, and IPv4-mapped IPv6 is IPv4. A network of IPv6 has no IPv4 in it.
 * - A ban that is over is none, whether or not it has been told. Time is that of the system's clock.
 * - Banning again what is banned lengthens the ban, and never shortens it; to shorten it, lift it first.
 * - Asking costs one look-up, and one more for every length of prefix in use, however many bans there are.
 * - With a `store` the bans survive the process. They are loaded when {@link BanList.run$} is subscribed to, which a manager
 *   does; what is banned before then is kept, too, and what is lifted before then stays lifted.
 *
 * @throws ArgumentError if an option is wrong
 *
 * @example
 * ```ts
 * const banned = new BanList({ store: fileStore('bans.json'), allow: ['127.0.0.1'] });
 * offence$.pipe(bans({ allow: banned.allow })).subscribe((ban) => banned.add(ban));
 * banned.ban('192.0.2.0/24', { duration: 3_600_000, reason: 'spam' });
 * const manager = new ConnectionManager({ dial: tcp(), addresses, bans: banned }).start();
 * ```
 *
 * Source: Bitcoin Core's `BanMan`, as to which of two bans of one subnet holds.
 */
export class BanList implements Bans<Address> {
  /** The subnets that are never banned, in one spelling. */
  readonly allow: readonly string[];
  /**
   * Emits what has changed: added, lifted, displaced, expired. What expires is told in time while `run$` is subscribed to, and
   * otherwise with the next change: listening alone keeps no process alive. It never ends.
   */
  readonly changed$: Observable<BanChange>;
  /**
   * Loads the bans when it is subscribed to, saves them when they have changed, and lets them expire in time. Emits an `Error`
   * for what goes wrong with the store, goes on in spite of it, and never ends. A list that cannot be read is set aside, as far
   * as the store can do that; of one that was edited by hand, all that is right is taken. A manager subscribes to it; who has
   * none does so himself: `banned.run$.subscribe(console.error)`.
   */
  readonly run$: Observable<Error>;
  readonly #allowed: Allowed;
  readonly #table: BanTable;
  readonly #keeper: Keeper | undefined;
  readonly #change$ = new Subject<BanChange>();
  /** What was lifted before the bans were loaded. */
  readonly #lifted = new Set<string>();
  /** The list as it was from a time until another. */
  #listed: { readonly bans: readonly Ban[]; readonly from: number; readonly until: number } | undefined;

  constructor(options: BanListOptions = {}) {
    expectKnown(options, banOptions);
    const { store, maxBans = 100_000 } = options;
    this.#allowed = new Allowed(options.allow);
    this.allow = this.#allowed.subnets;
    this.#table = new BanTable(expectWhole('maxBans', maxBans, 1));
    const saveAfter = expectDuration('saveAfter', options.saveAfter ?? 5_000);
    if (store !== undefined && typeof store?.load !== 'function') refuse('store', 'a store', store);
    const restore = (data: unknown) => this.#restore(data);
    const record = () => writeBans(this.list());
    this.#keeper = store && new Keeper({ store, restore, record, saveAfter });
    this.changed$ = this.#change$.pipe(serialize(), share());
    this.run$ = merge(this.#keeper?.run$ ?? NEVER, this.#expiring()).pipe(share());
  }

  /** Returns whether an address is banned now. */
  has(address: Address): boolean {
    return this.get(address) !== undefined;
  }

  /** Returns the ban that holds for an address now: that of the most specific subnet. */
  get(address: Address): Ban | undefined {
    if (typeof address?.host !== 'string') return refuse('address', 'a host and a port', address);
    const ban = this.#table.find(address.host, asyncScheduler.now());
    return ban && !this.#allowed.has(address.host) ? ban : undefined;
  }

  /**
   * Adds a ban. One that does not last longer than that which is there, or that is over already, changes nothing. Addresses
   * that are allowed are not banned with the subnet they are in.
   *
   * @throws BanError `allowed` if all of the subnet is never to be banned
   * @throws ArgumentError if it is no ban
   */
  add(ban: Ban): void {
    const canonical = expectBan(ban);
    if (this.#allowed.covers(parseSubnet(canonical.subnet))) {
      throw new BanError('allowed', `${canonical.subnet} is never to be banned`, canonical.subnet);
    }
    this.#expire();
    if (this.#add([canonical])) this.#keeper?.touch();
  }

  /**
   * Bans a subnet from now on, and returns the ban that holds for it: this one, or one that lasts longer.
   *
   * @throws BanError `allowed` if all of the subnet is never to be banned
   * @throws ArgumentError if it is no subnet, or the terms are wrong
   */
  ban(subnet: string, terms: BanTerms = {}): Ban {
    expectKnown(terms, ['duration', 'reason']);
    const since = asyncScheduler.now();
    const { reason } = terms;
    const until = since + banDuration(terms.duration);
    const ban = expectBan({ subnet, since, until, ...(reason === undefined ? {} : { reason }) });
    this.add(ban);
    return this.#table.get(ban.subnet) ?? ban;
  }

  /**
   * Ends the ban of exactly this subnet, and returns whether there was one.
   *
   * @throws ArgumentError if it is no subnet
   */
  lift(subnet: string): boolean {
    const canonical = formatSubnet(parseSubnet(subnet));
    this.#expire();
    const ban = this.#table.lift(canonical);
    if (this.#keeper?.isLoaded === false) this.#lifted.add(canonical);
    if (!ban) return false;
    this.#keeper?.touch();
    this.#tell('lifted', [ban]);
    return true;
  }

  /** Returns all bans that hold, in the order in which their subnets were first banned: the same array until they change. */
  list(): readonly Ban[] {
    const now = asyncScheduler.now();
    const { from = Infinity, until = 0 } = this.#listed ?? {};
    if (now >= from && now < until) return this.#listed?.bans ?? [];
    const bans = this.#table.list(now);
    this.#listed = { bans, from: now, until: bans.reduce((least, ban) => Math.min(least, ban.until), Infinity) };
    return bans;
  }

  /** Saves what is not saved yet, and completes; errors if that cannot be done. A manager subscribes to it when it stops. */
  close(): Observable<never> {
    return this.#keeper?.close() ?? EMPTY;
  }

  /** Takes those that hold longer than what is there, and tells them; returns whether there was any. */
  #add(bans: readonly Ban[]): boolean {
    const now = asyncScheduler.now();
    const added = new Set<Ban>();
    const displaced: Ban[] = [];
    for (const ban of bans) {
      const gone = ban.until > now ? this.#table.add(ban) : undefined;
      if (!gone) continue;
      added.add(ban);
      displaced.push(...gone);
    }
    // One may have taken the place of another of them.
    this.#tell(
      'displaced',
      displaced.filter((ban) => !added.has(ban)),
    );
    this.#tell(
      'added',
      [...added].filter((ban) => this.#table.get(ban.subnet) === ban),
    );
    return added.size > 0;
  }

  #expire(): void {
    this.#tell('expired', this.#table.expire(asyncScheduler.now()));
  }

  #expiring(): Observable<never> {
    return this.#change$.pipe(
      startWith(undefined),
      map(() => this.#table.firstEnd ?? Infinity),
      wakeAt(),
      tap(() => this.#expire()),
      ignoreElements(),
    );
  }

  #tell(type: BanChange['type'], bans: readonly Ban[]): void {
    if (bans.length === 0) return;
    this.#listed = undefined;
    this.#change$.next({ type, bans });
  }

  #restore(data: unknown): Flaw | undefined {
    const { bans, flaw } = readBans(data);
    const wanted = bans.filter(({ subnet }) => !this.#lifted.has(subnet));
    if (wanted.length < bans.length) this.#keeper?.touch();
    this.#expire();
    this.#add(wanted.filter(({ subnet }) => !this.#allowed.covers(parseSubnet(subnet))));
    return flaw;
  }
}

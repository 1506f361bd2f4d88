import { asyncScheduler } from 'rxjs';
import type { Address } from '../core/address.js';
import type { GroupUses } from '../core/address-book/group-uses.js';
import type { ConnectionEvent } from '../core/events.js';
import { keyOf } from '../core/key-of.js';
import { isLocalFault } from '../core/local-fault.js';
import type { EndReason, Id, Request } from '../core/request.js';
import { Alarms, type Alarm } from '../operators/alarms.js';

/** Whom a {@link Witness} tells, and of what. */
export interface WitnessParts {
  readonly uses: GroupUses;
  readonly group: (address: Address) => string;
  /** Milliseconds after which a connection has proved good. */
  readonly goodAfter: number;
  readonly notes: {
    attempt(address: Address): void;
    fail(address: Address): void;
    good(address: Address): void;
    connected(address: Address): void;
  };
  /** Called with the key of an address that no request has any longer. */
  readonly freed: (key: string) => void;
}

/** A connection, as long as it lasts; `proved` once it has lasted long enough. */
interface Life {
  readonly key: string;
  readonly automatic: boolean;
  readonly since: number;
  readonly alarm: Alarm;
  proved: boolean;
}

/**
 * Sees what the manager does, and makes of it what is known of addresses: what was tried, failed, proved good and was
 * connected to, and which networks are in use. What came to us is no business of it.
 */
export class Witness {
  readonly #parts: WitnessParts;
  readonly #alarms: Alarms;
  readonly #lives = new Map<Id, Life>();
  /** Lost, and why is not told yet. */
  readonly #lost = new Map<Id, Life>();
  readonly #ids = new Set<Id>();
  #stopped: Life[] = [];

  constructor(parts: WitnessParts) {
    this.#parts = parts;
    this.#alarms = new Alarms(parts.goodAfter);
  }

  /** The keys of the automatic ones that are connected, or were when the manager stopped or was suspended: those who were so longest first. */
  get longest(): readonly string[] {
    const proved = [...this.#stopped, ...this.#lives.values()].filter((life) => life.automatic && life.proved);
    return proved.sort((a, b) => a.since - b.since).map(({ key }) => key);
  }

  report(event: ConnectionEvent<Address, unknown>): void {
    if (event.type === 'health' || event.kind === 'inbound') return;
    const { notes } = this.#parts;
    if (event.type === 'dialing') this.#dialing(event);
    else if (event.type === 'established') this.#established(event);
    else if (event.type === 'failed' && !isLocalFault(event.error)) notes.fail(event.address);
    else if (event.type === 'disconnected') this.#disconnected(event);
    else if (event.type === 'ended') this.#ended(event);
  }

  /** A manager starts, or is resumed: who was connected to when the last one stopped, or was suspended, is no longer. */
  start(): void {
    this.#stopped = [];
  }

  /** The manager is gone, with or without a word. */
  stop(): void {
    this.#stopped.push(...this.#lives.values());
    for (const { alarm } of this.#lives.values()) this.#alarms.clear(alarm);
    for (const id of this.#ids) this.#parts.uses.free(id);
    for (const memory of [this.#lives, this.#lost, this.#ids]) memory.clear();
  }

  #dialing({ id, address }: Request<Address>): void {
    const { uses, group, notes } = this.#parts;
    this.#ids.add(id);
    uses.take(id, group(address));
    notes.attempt(address);
  }

  #established({ id, address, kind }: Request<Address>): void {
    const prove = () => {
      life.proved = true;
      this.#parts.notes.good(address);
    };
    const alarm = this.#alarms.set({ wake: prove });
    const automatic = kind === 'automatic';
    const life: Life = { key: keyOf(address), automatic, since: asyncScheduler.now(), alarm, proved: false };
    this.#lives.set(id, life);
  }

  /** One that the peer ended too soon has failed. */
  #disconnected({
    id,
    address,
    by,
    error,
  }: Request<Address> & { readonly by: 'peer' | 'us'; readonly error?: unknown }): void {
    const life = this.#lives.get(id);
    if (!life) return;
    const { notes } = this.#parts;
    this.#alarms.clear(life.alarm);
    this.#lives.delete(id);
    this.#lost.set(id, life);
    if (life.proved) notes.connected(address);
    else if (by === 'peer' && !isLocalFault(error)) notes.fail(address);
  }

  #ended({ id, address, reason }: Request<Address> & { readonly reason: EndReason }): void {
    const life = this.#lost.get(id);
    if (life && (reason === 'stopped' || reason === 'suspended')) this.#stopped.push(life);
    this.#lost.delete(id);
    this.#ids.delete(id);
    this.#parts.uses.free(id);
    // A duplicate never lived: the address is in use by the one that does.
    if (reason !== 'duplicate') this.#parts.freed(keyOf(address));
  }
}

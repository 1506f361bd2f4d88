import { ignoreElements, tap, type Observable } from 'rxjs';
import type { Backoff } from '../core/backoff.js';
import type { Inbound } from '../core/inbound.js';
import type { Id } from '../core/request.js';
import type { InboundRefusalReason } from '../core/refusal.js';
import type { Alarms } from '../operators/alarms.js';
import type { Settings } from '../options.js';
import { Arrival, type Received, type Reception } from './arrival.js';
import type { InboundRefusal } from './inbound-refusal.js';
import { runOn } from './run-on.js';

/** What the inbound lane needs of the manager it belongs to. */
export interface InboundContext<A, C> {
  readonly settings: Pick<Settings<A, C>, 'evict' | 'key'>;
  readonly inbound$: Observable<Inbound<A, C>>;
  readonly backoff: Backoff;
  readonly deadlines: Alarms;
  /** How many may have come in. */
  readonly limit: () => number;
  readonly banned: (address: A) => boolean;
  /** Whether nobody is let in for the time being. */
  readonly suspended: () => boolean;
  /** Whether there is a request of that key. */
  readonly known: (key: string) => boolean;
  /** Makes a request of it. */
  readonly receive: (arrival: Arrival<A, C>) => Received<A, C>;
  readonly refused: (refusal: InboundRefusal<A>) => void;
  /** Told what goes wrong: the one for what may go wrong with everyone who comes. */
  readonly complain: (error: unknown) => void;
  readonly complainSparingly: (error: unknown) => void;
}

/** The connections that come in. It sheds: whoever finds no room is closed at once, nobody waits. */
export class InboundLane<A, C> implements Reception<A, C> {
  readonly deadlines: Alarms;
  readonly #context: InboundContext<A, C>;
  /** Oldest first. */
  readonly #arrivals = new Set<Arrival<A, C>>();
  #taken = 0;
  #closed = false;

  constructor(context: InboundContext<A, C>) {
    this.#context = context;
    this.deadlines = context.deadlines;
  }

  /** How many take room, those in their handshake included. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes connections in for as long as it is subscribed to. A stream of them that fails is told, and asked again later. */
  get run$(): Observable<never> {
    const { inbound$, backoff, complain, complainSparingly } = this.#context;
    const arrive = (inbound: Inbound<A, C>) => {
      try {
        this.#arrive(inbound);
      } catch (error) {
        complainSparingly(error);
      }
    };
    return inbound$.pipe(tap(arrive), runOn(backoff, complain), ignoreElements());
  }

  /** Ends the youngest until the others have room. */
  shed(): void {
    if (this.#taken <= this.#context.limit()) return;
    for (const arrival of [...this.#arrivals].reverse()) {
      if (this.#taken <= this.#context.limit()) return;
      if (arrival.allowed || !this.#arrivals.has(arrival)) continue;
      if (!arrival.end('surplus')) this.#turnAway(arrival, 'full');
    }
  }

  /** Closes those that are banned by now, whose handshake goes on. */
  review(): void {
    for (const arrival of [...this.#arrivals]) {
      if (arrival.id !== undefined || !this.#arrivals.has(arrival)) continue;
      if (this.#context.banned(arrival.address)) this.#turnAway(arrival, 'banned');
    }
  }

  /** Closes those whose handshake goes on, for as long as the manager is suspended. */
  suspend(): void {
    for (const arrival of [...this.#arrivals]) {
      if (arrival.id !== undefined || !this.#arrivals.has(arrival)) continue;
      if (this.#context.suspended()) this.#turnAway(arrival, 'suspended');
    }
  }

  /** Lets nobody in any more, and closes those whose handshake goes on. */
  close(): void {
    this.#closed = true;
    for (const arrival of [...this.#arrivals]) if (arrival.id === undefined) arrival.unsubscribe();
  }

  receive(arrival: Arrival<A, C>): Received<A, C> | undefined {
    const reason = this.#barred(arrival.address, arrival.key);
    if (reason === undefined) return this.#context.receive(arrival);
    this.#turnAway(arrival, reason);
    return undefined;
  }

  left(arrival: Arrival<A, C>): void {
    this.#arrivals.delete(arrival);
    if (!arrival.allowed) this.#taken -= 1;
  }

  failed({ address }: Arrival<A, C>, error: unknown): void {
    this.#context.refused({ address, reason: 'failed', error });
  }

  #arrive(inbound: Inbound<A, C>): void {
    const { settings, refused } = this.#context;
    const { address } = inbound;
    let key: string;
    try {
      key = settings.key(address);
    } catch (error) {
      return refused({ address, reason: 'failed', error });
    }
    const reason = this.#barred(address, key) ?? (inbound.allowed || this.#makeRoom(inbound) ? undefined : 'full');
    if (reason !== undefined) return refused({ address, reason });
    // Whoever was asked, or told, may have stopped or suspended the manager.
    if (this.#closed) return;
    if (this.#context.suspended()) return refused({ address, reason: 'suspended' });
    const arrival = new Arrival(inbound, key, this);
    this.#arrivals.add(arrival);
    if (!arrival.allowed) this.#taken += 1;
    arrival.begin();
  }

  #barred(address: A, key: string): InboundRefusalReason | undefined {
    if (this.#context.suspended()) return 'suspended';
    if (this.#context.banned(address)) return 'banned';
    return this.#context.known(key) ? 'duplicate' : undefined;
  }

  #turnAway(arrival: Arrival<A, C>, reason: InboundRefusalReason): void {
    arrival.unsubscribe();
    this.#context.refused({ address: arrival.address, reason });
  }

  /** Whether there is room for another, once somebody may have had to go. */
  #makeRoom(inbound: Inbound<A, C>): boolean {
    const { settings, limit, complainSparingly } = this.#context;
    if (this.#taken < limit()) return true;
    if (!settings.evict || limit() <= 0) return false;
    try {
      this.#evict(settings.evict(inbound));
    } catch (error) {
      complainSparingly(error);
    }
    return this.#taken < limit();
  }

  /** One that is allowed has no room to give, and stays. */
  #evict(id: Id | undefined): void {
    if (id === undefined) return;
    for (const arrival of this.#arrivals) if (arrival.id === id && !arrival.allowed) return void arrival.end('surplus');
  }
}

import { NEVER, ignoreElements, isObservable, retry, tap, timer, type Observable } from 'rxjs';
import type { Backoff } from '../core/backoff.js';
import { expectWhole } from '../core/check.js';
import type { Inbound } from '../core/inbound.js';
import type { Refusal } from '../core/refusal.js';
import type { Id } from '../core/request.js';
import { follow } from '../operators/follow.js';
import type { Settings } from '../options.js';
import { Arrival, type Received, type Reception } from './arrival.js';

/**
 * Why a manager refuses a connection that came in: there is no room; its address is banned, has a request already, or has
 * no key. */
export type InboundRefusalReason = 'full' | 'banned' | 'duplicate' | 'failed';

/** What the inbound lane needs of the manager it belongs to. */
export interface InboundContext<A, C> {
  readonly settings: Pick<Settings<A, C>, 'maxInbound' | 'evict'>;
  readonly inbound$: Observable<Inbound<A, C>>;
  readonly backoff: Backoff;
  /** Connections that may come in as far as others leave room for them; those that have come are among them. */
  readonly room: () => number;
  /** Why the address may not come in, if so. */
  readonly barred: (address: A) => InboundRefusalReason | undefined;
  /** Makes a request of it. */
  readonly receive: (arrival: Arrival<A, C>, connection: C) => Received<A>;
  readonly refused: (refusal: Refusal<A, InboundRefusalReason>) => void;
  readonly complain: (error: unknown) => void;
}

/** The connections that come in. It sheds: whoever finds no room is closed at once, nobody waits. */
export class InboundLane<A, C> implements Reception<A, C> {
  readonly #context: InboundContext<A, C>;
  /** Oldest first. Those that are allowed in spite of the limits take no room. */
  readonly #arrivals = new Set<Arrival<A, C>>();
  #taken = 0;
  #max: number;

  constructor(context: InboundContext<A, C>) {
    this.#context = context;
    const { maxInbound } = context.settings;
    this.#max = maxInbound === undefined ? Infinity : isObservable(maxInbound) ? 0 : maxInbound;
  }

  /** How many take room, those in their handshake included. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes connections in for as long as it is subscribed to. A stream of them that fails is told, and asked again later. */
  get run$(): Observable<never> {
    const { inbound$, backoff, complain } = this.#context;
    return inbound$.pipe(
      tap((inbound) => this.#arrive(inbound)),
      retry({
        delay: (error: unknown, count) => {
          complain(error);
          return timer(backoff(count, error));
        },
        resetOnSuccess: true,
      }),
      ignoreElements(),
    );
  }

  /** Follows a limit that changes. */
  get limit$(): Observable<never> {
    const { settings, complain } = this.#context;
    const change = (limit: unknown) => {
      this.#max = expectWhole('maxInbound', limit);
      this.shed();
    };
    return follow(isObservable(settings.maxInbound) ? settings.maxInbound : NEVER, change, complain);
  }

  /** Ends the youngest until all have room. */
  shed(): void {
    for (const arrival of [...this.#arrivals].reverse()) {
      if (this.#taken <= this.#limit) return;
      if (!arrival.inbound.allowed) arrival.end('surplus');
    }
  }

  /** Ends those that are barred by now, whose handshake goes on. */
  review(): void {
    for (const arrival of [...this.#arrivals]) {
      if (arrival.id !== undefined) continue;
      const { address } = arrival.inbound;
      const reason = this.#context.barred(address);
      if (reason === undefined) continue;
      arrival.unsubscribe();
      this.#context.refused({ address, reason });
    }
  }

  /** Closes all that are not requests yet. */
  clear(): void {
    for (const arrival of [...this.#arrivals]) if (arrival.id === undefined) arrival.unsubscribe();
  }

  established(arrival: Arrival<A, C>, connection: C): Received<A> | undefined {
    const { address } = arrival.inbound;
    const reason = this.#context.barred(address);
    if (reason === undefined) return this.#context.receive(arrival, connection);
    this.#context.refused({ address, reason });
    return undefined;
  }

  gone(arrival: Arrival<A, C>): void {
    this.#arrivals.delete(arrival);
    if (!arrival.inbound.allowed) this.#taken -= 1;
  }

  get #limit(): number {
    return Math.min(this.#max, this.#context.room());
  }

  #arrive(inbound: Inbound<A, C>): void {
    const { address } = inbound;
    const reason = this.#context.barred(address) ?? (inbound.allowed || this.#makeRoom(inbound) ? undefined : 'full');
    if (reason !== undefined) {
      this.#context.refused({ address, reason });
      return;
    }
    const arrival = new Arrival(inbound, this);
    this.#arrivals.add(arrival);
    if (!inbound.allowed) this.#taken += 1;
    arrival.begin();
  }

  /** Whether there is room for another, once somebody may have had to go. */
  #makeRoom(inbound: Inbound<A, C>): boolean {
    const { settings, complain } = this.#context;
    if (this.#taken < this.#limit) return true;
    if (!settings.evict || this.#limit === 0) return false;
    try {
      const victim: Id | undefined = settings.evict(inbound);
      for (const arrival of this.#arrivals) if (victim !== undefined && arrival.id === victim) arrival.end('surplus');
    } catch (error) {
      complain(error);
    }
    return this.#taken < this.#limit;
  }
}

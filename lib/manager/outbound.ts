import { Subject, defer, isObservable, merge, of, timer, type Observable, type Subscription } from 'rxjs';
import type { AddressSource } from '../core/address-source.js';
import type { Backoff } from '../core/backoff.js';
import { ArgumentError } from '../core/errors.js';
import type { Weather } from '../core/weather.js';
import type { Gate, Visit } from '../operators/gate.js';
import type { LiveRequest } from '../operators/live-request.js';
import type { Lease } from '../operators/lease.js';
import { Pace } from '../operators/pace.js';
import { Rests } from '../operators/rests.js';
import type { Lane, Place } from '../operators/place.js';
import { sustain } from '../operators/sustain.js';
import type { Settings } from '../options.js';
import { tempoOf } from './tempo-of.js';

/** What the outbound lane needs of the manager it belongs to. */
export interface OutboundContext<A, C> {
  readonly settings: Settings<A, C>;
  readonly source: AddressSource<A>;
  readonly backoff: Backoff;
  readonly gate: Gate;
  /** How many places there are in the beginning. */
  readonly places: number;
  /** Whether the address may be dialled, as far as the manager knows. */
  readonly usable: (address: A) => boolean;
  /** Runs an automatic request until it ends or becomes another's. */
  readonly run: (lease: Lease<A>, place: Place<A>, free: Visit | undefined) => void;
  /** Called when the health may have changed. */
  readonly changed: () => void;
  /** Called with what went wrong and belongs to no request. */
  readonly complain: (error: unknown) => void;
}

/** The automatic lane: places, the addresses they ask for, the rests of those addresses, and the pace of it all. */
export class Outbound<A, C> implements Lane<A> {
  readonly pace: Pace;
  readonly gate: Gate;
  readonly queued = new Set<Place<A>>();
  readonly hungry = new Set<Place<A>>();
  readonly lease$ = defer(() => this.#context.source.lease(this.#usable));
  readonly #context: OutboundContext<A, C>;
  readonly #places = new Set<Place<A>>();
  readonly #rests: Rests;
  readonly #resized$ = new Subject<number>();
  #usable: (address: A) => boolean;
  #weather: Weather = 'fair';
  #target: number;
  #retired = false;
  #suspended = false;
  #review: Subscription | undefined;

  constructor(context: OutboundContext<A, C>) {
    this.#context = context;
    this.gate = context.gate;
    this.#usable = context.usable;
    this.#target = context.places;
    this.#rests = new Rests(context.settings.poolSize);
    this.pace = new Pace(tempoOf(this.#weather, this.#target, context.settings));
  }

  /** Places that there are to be. */
  get target(): number {
    return this.#target;
  }

  get resting(): number {
    return this.#rests.size;
  }

  /** Whether the address of this key rests. */
  rests(key: string): boolean {
    return this.#rests.has(key);
  }

  /** Keeps the places filled for as long as it is subscribed to. */
  get run$(): Observable<never> {
    const { maxOutbound, maxPeers } = this.#context.settings;
    const fixed = !isObservable(maxOutbound) && maxPeers === undefined;
    // The first place may have the target changed: that is not to be missed.
    const target$ = merge(
      this.#resized$,
      defer(() => of(this.#target)),
    );
    return sustain(fixed ? this.#target : target$, this, this.#places);
  }

  /** A source that does not ask is not trusted: one live request of each key. */
  expect(address: A): void {
    if (this.#context.usable(address)) return;
    throw new ArgumentError('Expected `lease` to emit an address that is usable, got another');
  }

  refused(error: unknown, count: number): number {
    this.#context.complain(error);
    return this.#context.backoff(count, error);
  }

  occupy(lease: Lease<A>, place: Place<A>, free: Visit | undefined): void {
    this.#context.run(lease, place, free);
  }

  waits(): void {
    this.#context.changed();
  }

  /** From now on dials are paced by this weather. After an outage all rests are shortened, apart from each other. */
  set weather(weather: Weather) {
    const over = this.#weather === 'outage';
    this.#weather = weather;
    this.#setTempo();
    const { random, retryDuration } = this.#context.settings;
    if (over) this.forgive(() => random() * retryDuration);
  }

  /** Shortens the rests to `within` milliseconds. */
  forgive(within: () => number): void {
    this.#rests.forgive(within);
  }

  /** More may be usable: the next one asks by another rule, and those who wait do so once in a turn of the event loop. */
  review(): void {
    const { usable } = this.#context;
    this.#usable = (address) => usable(address);
    if (this.hungry.size === 0 || this.#review) return;
    this.#review = timer(0).subscribe(() => {
      this.#review = undefined;
      // One that is given an address may give another back, which feeds the next.
      for (const place of [...this.hungry]) if (this.hungry.has(place)) place.ask();
    });
  }

  /** Lets the address of a request that ended rest, and gives it back after that. */
  settle({ key, kind, verdict, error, lease }: LiveRequest<A>): void {
    const { backoff, settings, changed } = this.#context;
    if (verdict === 'lasted') this.#rests.absolve(key);
    if (this.#suspended) return lease?.unsubscribe();
    // Nobody answers where an inbound connection came from: there is nothing to rest.
    if (!lease && (verdict !== 'failed' || kind === 'inbound')) return this.review();
    const failures = () =>
      this.#weather === 'outage' ? Math.max(1, this.#rests.failures(key)) : this.#rests.fail(key);
    const duration = verdict === 'failed' ? backoff(failures(), error) : settings.retryDuration;
    // Whoever was asked or told may have stopped the manager.
    if (this.#retired) return lease?.unsubscribe();
    this.#rests.rest(key, duration, () => {
      if (lease) lease.unsubscribe();
      else this.review();
      changed();
    });
  }

  /** Has so many places from now on: free ones go first, then those that dial, then the youngest. */
  resize(places: number): void {
    // Asked again while the places that go are being told of, it sees to the rest of them at once.
    if (this.#retired || (places === this.#target && this.#places.size <= places)) return;
    const fewer = places < this.#target;
    this.#target = places;
    // A new tempo has those dial who wait for their turn: not before the places that go are gone.
    if (!fewer) this.#setTempo();
    this.#resized$.next(places);
    if (fewer) this.#setTempo();
    // No event tells of places that were free, or that are new and have to wait.
    this.#context.changed();
  }

  /** Lets go of the places, which `run$` has left, and ends the rests. What failed how often is remembered. */
  suspend(): void {
    this.#suspended = true;
    this.#places.clear();
    this.#review?.unsubscribe();
    this.#review = undefined;
    this.#rests.release();
  }

  /** Lets `run$` be subscribed to again. */
  resume(): void {
    this.#suspended = false;
    this.review();
  }

  /** Retires the places and ends the rests: what the places are busy with goes on. */
  retire(): void {
    this.#retired = true;
    this.#target = 0;
    this.#resized$.complete();
    for (const place of this.#places) place.retire();
    this.#places.clear();
    this.#review?.unsubscribe();
    this.#rests.clear();
  }

  #setTempo(): void {
    this.pace.tempo = tempoOf(this.#weather, this.#target, this.#context.settings);
  }
}

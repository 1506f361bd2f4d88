import {
  EMPTY,
  NEVER,
  Subject,
  catchError,
  defer,
  distinctUntilChanged,
  isObservable,
  map,
  merge,
  mergeMap,
  of,
  takeUntil,
  tap,
  timer,
  type Observable,
  type Subscription,
} from 'rxjs';
import type { AddressSource } from '../core/address-source.js';
import type { Backoff } from '../core/backoff.js';
import { expectWhole } from '../core/check.js';
import { ArgumentError } from '../core/errors.js';
import type { Weather } from '../core/weather.js';
import type { Gate, Visit } from '../operators/gate.js';
import type { LiveRequest } from '../operators/live-request.js';
import type { Lease } from '../operators/lease.js';
import { Pace, type Tempo } from '../operators/pace.js';
import { Rests } from '../operators/rests.js';
import type { Lane, Place } from '../operators/place.js';
import { sustain } from '../operators/sustain.js';
import type { Settings } from '../options.js';

/** What the outbound lane needs of the manager it belongs to. */
export interface OutboundContext<A, C> {
  readonly settings: Settings<A, C>;
  readonly source: AddressSource<A>;
  readonly backoff: Backoff;
  readonly gate: Gate;
  /** Of the places that are wanted, how many there may be. Room for them is made. */
  readonly fit: (wanted: number) => number;
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
  readonly #closed$ = new Subject<void>();
  readonly #refit$ = new Subject<void>();
  #usable: (address: A) => boolean;
  #weather: Weather = 'fair';
  #wanted: number;
  #target: number;
  #review: Subscription | undefined;

  constructor(context: OutboundContext<A, C>) {
    this.#context = context;
    this.gate = context.gate;
    this.#usable = context.usable;
    const { maxOutbound } = context.settings;
    this.#wanted = isObservable(maxOutbound) ? 0 : maxOutbound;
    this.#target = context.fit(this.#wanted);
    this.#rests = new Rests(context.settings.poolSize);
    this.pace = new Pace(this.#tempo());
  }

  /** Places wanted, whether or not there is room for them. */
  get wanted(): number {
    return this.#wanted;
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
    return sustain(fixed ? this.#target : this.#target$, this, this.#places);
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
    this.pace.tempo = this.#tempo();
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
    // Nobody answers where an inbound connection came from: there is nothing to rest.
    if (!lease && (verdict !== 'failed' || kind === 'inbound')) return this.review();
    const failures = () =>
      this.#weather === 'outage' ? Math.max(1, this.#rests.failures(key)) : this.#rests.fail(key);
    const duration = verdict === 'failed' ? backoff(failures(), error) : settings.retryDuration;
    this.#rests.rest(key, duration, () => {
      if (lease) lease.unsubscribe();
      else this.review();
      changed();
    });
  }

  /** Retires the places and ends the rests: what the places are busy with goes on. */
  retire(): void {
    this.#target = 0;
    this.#closed$.next();
    for (const place of this.#places) place.retire();
    this.#places.clear();
    this.#review?.unsubscribe();
    this.#rests.clear();
  }

  /** There is more room than before, or less. */
  refit(): void {
    this.#refit$.next();
  }

  get #target$(): Observable<number> {
    const { settings, fit } = this.#context;
    const { maxOutbound } = settings;
    const wanted$ = isObservable(maxOutbound) ? this.#wanted$(maxOutbound) : of(maxOutbound);
    return merge(wanted$.pipe(tap((wanted) => (this.#wanted = wanted))), this.#refit$).pipe(
      takeUntil(this.#closed$),
      map(() => fit(this.#wanted)),
      distinctUntilChanged(),
      tap((target) => this.#retarget(target)),
    );
  }

  /** A value that is no number, and an error, are told; what was wanted last goes on. */
  #wanted$(wanted$: Observable<number>): Observable<number> {
    const { complain } = this.#context;
    return wanted$.pipe(
      mergeMap((wanted) => {
        try {
          return of(expectWhole('maxOutbound', wanted, 0));
        } catch (error) {
          complain(error);
          return EMPTY;
        }
      }),
      catchError((error: unknown) => {
        complain(error);
        return NEVER;
      }),
    );
  }

  #retarget(target: number): void {
    if (target === this.#target) return;
    this.#target = target;
    this.pace.tempo = this.#tempo();
  }

  /**
   * In an outage or a drought at most as many dials as there are places in each `retryDuration`, and no more than a quarter
   * of those that may be under way at once: enough to notice the end of it, and next to nothing to pay. A rate is kept in
   * parts of its period too, so that it is no burst and a pause.
   */
  #tempo(): Tempo {
    const { maxDialRate, maxDialing, retryDuration } = this.#context.settings;
    const places = Math.max(1, this.#target);
    if (this.#weather === 'fair') {
      const rate = maxDialRate ?? 10 * places;
      const parts = rate >= 16 ? 4 : Math.min(1, rate);
      return { limit: Math.floor(rate / parts), period: 1_000 / parts, batch: Math.ceil(rate / 100) };
    }
    const dials = Math.min(places, Math.ceil(maxDialing / 4));
    const batch = Math.ceil(dials / 10);
    return { limit: batch, period: retryDuration / Math.floor(dials / batch), batch };
  }
}

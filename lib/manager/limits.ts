import { EMPTY, isObservable, merge, type Observable } from 'rxjs';
import { expectWhole } from '../core/check.js';
import type { Kind } from '../core/request.js';
import { roomOf, type Room } from '../core/room.js';
import { follow } from '../operators/follow.js';
import type { Settings } from '../options.js';
import type { Registry } from './registry.js';

/** What the limits are of. */
export interface LimitsContext<A> {
  readonly settings: Pick<Settings<unknown, unknown>, 'maxInbound' | 'maxOutbound' | 'maxPeers'>;
  readonly registry: Registry<A>;
  /** How many of those that came in take room. */
  readonly taken: () => number;
  /** Ends those that came in and are too many by now. */
  readonly shed: () => void;
  /** Has so many places from now on. */
  readonly resize: (places: number) => void;
  readonly complain: (error: unknown) => void;
}

/** What holds before the first value of a stream. */
const first = <T>(limit: number | Observable<number>, before: T): number | T => (isObservable(limit) ? before : limit);

/** No places, and nobody is let in; what is asked for is not refused yet. */
const unknown: Room = { places: 0, inbound: 0 };

/**
 * How many requests there may be of each kind, now: `maxPeers`, `maxOutbound` and `maxInbound`, each of which may change.
 * The permanent ones have their room first, then the places, then the manual ones; the rest is for who comes in.
 */
export class Limits<A> {
  readonly #context: LimitsContext<A>;
  #maxPeers: number | undefined;
  #maxOutbound: number;
  #maxInbound: number;

  constructor(context: LimitsContext<A>) {
    this.#context = context;
    const { maxPeers = Infinity, maxOutbound, maxInbound = Infinity } = context.settings;
    this.#maxPeers = first(maxPeers, undefined);
    this.#maxOutbound = first(maxOutbound, 0);
    this.#maxInbound = first(maxInbound, 0);
  }

  /** How many places there may be. */
  get places(): number {
    return this.#room.places;
  }

  /** How many may have come in. */
  get inbound(): number {
    return Math.min(this.#maxInbound, this.#room.inbound);
  }

  /** Whether there is room for one more. */
  fits(kind: 'manual' | 'permanent'): boolean {
    if (this.#maxPeers === undefined) return true;
    if (kind === 'permanent') return this.#context.registry.count('permanent') < this.#maxPeers;
    return this.#room.inbound > this.#context.taken();
  }

  /** Follows the limits that change. */
  get changes$(): Observable<never> {
    const { maxPeers, maxOutbound, maxInbound } = this.#context.settings;
    return merge(
      this.#follow('maxPeers', maxPeers, (limit) => (this.#maxPeers = limit)),
      this.#follow('maxOutbound', maxOutbound, (limit) => (this.#maxOutbound = limit)),
      this.#follow('maxInbound', maxInbound, (limit) => (this.#maxInbound = limit)),
    );
  }

  /**
   * Ends whoever is too many by now, the youngest first, and then has the places that there may be. Whoever is told of an
   * end may change all of it: each step looks at what is.
   */
  review(): void {
    const { registry, shed, resize } = this.#context;
    shed();
    this.#end('manual', () => this.#room.inbound);
    this.#end('permanent', () => (this.#maxPeers ?? Infinity) - registry.count('permanent'));
    resize(this.places);
  }

  get #room(): Room {
    if (this.#maxPeers === undefined) return unknown;
    const { registry } = this.#context;
    return roomOf(this.#maxPeers, {
      wanted: this.#maxOutbound,
      permanent: registry.count('permanent'),
      automatic: registry.count('automatic'),
      manual: registry.count('manual'),
    });
  }

  #follow(name: string, limit: unknown, change: (limit: number) => void): Observable<never> {
    if (!isObservable(limit)) return EMPTY;
    const apply = (value: unknown) => {
      change(expectWhole(name, value));
      this.review();
    };
    return follow(limit, apply, this.#context.complain);
  }

  /** Ends the youngest of a kind until there is room for the others. */
  #end(kind: Kind, room: () => number): void {
    if (room() >= 0) return;
    const all = this.#context.registry.all().filter((request) => request.kind === kind);
    // Of these somebody is being told at this moment: they will be gone.
    const ending = all.filter(({ run }) => run?.over).length;
    for (const request of all.reverse()) {
      if (room() + ending >= 0) return;
      request.run?.end('surplus');
    }
  }
}

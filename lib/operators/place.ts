import { Observable, timer, type Subscriber, type Unsubscribable } from 'rxjs';
import type { Sleeper } from './alarms.js';
import type { Gate, Visit, Visitor } from './gate.js';
import { Lease, type Asker } from './lease.js';
import type { LiveRequest } from './live-request.js';
import type { Pace, Turn } from './pace.js';

/** What all places of one manager share. */
export interface Lane<A> {
  /** When a place may ask, and whether it may dial. */
  readonly pace: Pace;
  /** Who may dial now: a place asks for an address once it may, so that none grows stale in its hand. */
  readonly gate: Gate;
  /** The places that wait for a free dial. */
  readonly queued: Set<Place<A>>;
  /** The places that wait for an address. */
  readonly hungry: Set<Place<A>>;
  /** Asks for an address that may be dialled now. */
  readonly lease$: Observable<A>;
  /** Whether the address is one that was asked for; throws if not. */
  expect(address: A): void;
  /** Told what went wrong with asking, so many times in a row; returns the milliseconds to wait before asking again. */
  refused(error: unknown, count: number): number;
  /** Runs a request for the address, with the dial that is free for it, if so. The place is busy until it is vacated. */
  occupy(lease: Lease<A>, place: Place<A>, free: Visit | undefined): void;
  /** Told that a place waits for an address. */
  waits(): void;
}

/**
 * One of the `maxOutbound` slots: waits its turn, then for a free dial, asks for an address, is busy with a request for it,
 * is free, and so on.
 *
 * ```
 * lease   --a----          -----b---
 * run       d-e---x.           d-e--
 * place   ^------------------------      subscribed to for as long as it is to be filled
 * ```
 */
export class Place<A> implements Sleeper, Visitor, Asker<A> {
  /** The request it is busy with. */
  request: LiveRequest<A> | undefined;
  readonly #lane: Lane<A>;
  #out: Subscriber<never> | undefined;
  #turn: Turn | undefined;
  #visit: Visit | undefined;
  #lease: Lease<A> | undefined;
  #pause: Unsubscribable | undefined;
  #failures = 0;
  #retired = false;

  constructor(lane: Lane<A>) {
    this.#lane = lane;
  }

  /** Keeps the place filled; completes once it is retired and free. */
  get filled$(): Observable<never> {
    return new Observable<never>((subscriber) => {
      this.#out = subscriber;
      this.#begin();
      return () => this.#leave();
    });
  }

  /** Its turn has come. */
  wake(): void {
    this.#turn = undefined;
    this.#lane.queued.add(this);
    const visit = this.#lane.gate.enter(this, 2);
    if (this.#lane.queued.has(this)) this.#visit = visit;
  }

  /** A dial is free: for whoever is given an address at once. */
  admit(visit: Visit): void {
    this.#lane.queued.delete(this);
    this.#visit = visit;
    this.ask();
    this.#yield();
  }

  /** Asks, or asks anew: more may be usable than before. */
  ask(): void {
    this.#lease?.unsubscribe();
    const lease = new Lease(this);
    this.#lease = lease;
    lease.of(this.#lane.lease$);
    if (this.#lease !== lease || this.#lane.hungry.has(this)) return;
    this.#lane.hungry.add(this);
    this.#lane.waits();
  }

  given(lease: Lease<A>): void {
    try {
      this.#lane.expect(lease.address);
    } catch (error) {
      lease.unsubscribe();
      return this.refused(error);
    }
    this.#settle();
    this.#failures = 0;
    if (this.#retired || !this.#lane.pace.take()) {
      lease.unsubscribe();
      return this.vacate();
    }
    const visit = this.#visit;
    this.#visit = undefined;
    this.#lane.occupy(lease, this, visit);
  }

  refused(error: unknown): void {
    this.#settle();
    this.#failures += 1;
    this.#pause = timer(this.#lane.refused(error, this.#failures)).subscribe(() => this.ask());
  }

  /** Is free. The request that it was busy with has ended, or goes on without it. */
  vacate(): void {
    this.#release();
    // Never without a timer, be it of 0: dials that fail at once would recurse.
    if (this.#retired) this.#out?.complete();
    else if (this.#out) this.#pause = timer(0).subscribe(() => this.#begin());
  }

  /** Takes no other address. What it is busy with goes on until it ends. */
  retire(): void {
    this.#retired = true;
    if (!this.request) this.#out?.complete();
  }

  #begin(): void {
    this.#pause = undefined;
    if (this.#retired) this.#out?.complete();
    else this.#turn = this.#lane.pace.enter(this);
  }

  /** It asks no more, with or without an answer. */
  #settle(): void {
    this.#lease = undefined;
    this.#lane.hungry.delete(this);
  }

  /** Leaves the dial to others. */
  #yield(): void {
    const visit = this.#visit;
    this.#visit = undefined;
    if (visit) this.#lane.gate.leave(visit);
  }

  #release(): void {
    if (this.request) this.request.place = undefined;
    this.request = undefined;
  }

  #leave(): void {
    if (this.#turn) this.#lane.pace.leave(this.#turn);
    this.#lane.queued.delete(this);
    this.#yield();
    this.#lease?.unsubscribe();
    this.#settle();
    this.#pause?.unsubscribe();
    this.#release();
    this.#turn = this.#pause = this.#out = undefined;
  }
}

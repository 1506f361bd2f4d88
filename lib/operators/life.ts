import { Observable, from, throwError, type Observer, type Unsubscribable } from 'rxjs';
import { ConnectionError } from '../core/errors.js';
import type { Happening } from '../core/events.js';
import { isLocalFault } from '../core/local-fault.js';
import type { Alarm, Sleeper } from './alarms.js';
import type { Visit, Visitor } from './gate.js';
import type { LiveRequest } from './live-request.js';
import type { World } from './world.js';

const rank = { permanent: 0, manual: 1, inbound: 1, automatic: 2 } as const;

/**
 * One life as an object: its methods are the visitor of the gate, the observer of the dial, the sleeper of the alarms and
 * the teardown, so that it needs no closures. A life is made ten thousand times a second, and kept a hundred thousand times.
 */
export class Life<A, C> implements Visitor, Observer<C>, Sleeper, Unsubscribable {
  readonly #request: LiveRequest<A>;
  readonly #world: World<A, C>;
  readonly #out: Observer<true>;
  #phase: 'queued' | 'dialing' | 'established' | 'over' = 'queued';
  #visit: Visit | undefined;
  #dialled: Unsubscribable | undefined;
  #deadline: Alarm | undefined;
  #trial: Alarm | undefined;

  constructor(request: LiveRequest<A>, world: World<A, C>, out: Observer<true>) {
    this.#request = request;
    this.#world = world;
    this.#out = out;
  }

  get #over(): boolean {
    return this.#phase === 'over';
  }

  /** Dials as soon as it may: at once, if there is a dial that is free for it. */
  begin(free?: Visit): this {
    // Whoever was told that it waits may have woken it, and then ended it.
    if (this.#request.run?.over) return this;
    this.#request.life = this;
    if (free) this.admit(free);
    else {
      const visit = this.#world.gate.enter(this, rank[this.#request.kind]);
      if (this.#phase === 'queued') {
        this.#visit = visit;
        this.#world.queue(this.#request);
      }
    }
    return this;
  }

  /** Begins with what came to us instead of a dial: `hold` is what it is held by. */
  adopt(hold: Unsubscribable): this {
    this.#request.life = this;
    this.#dialled = hold;
    this.#phase = 'dialing';
    return this;
  }

  /** Ends the connection for a reason that is a failure, as if the peer had broken it. */
  fail(error: unknown): void {
    if (this.#phase === 'established') this.#lose(error, 'us');
  }

  /** The gate: it may dial. */
  admit(visit: Visit): void {
    this.#visit = visit;
    this.#phase = 'dialing';
    this.#tell({ type: 'dialing' });
    if (this.#over) return;
    this.#deadline = this.#world.deadlines.set(this);
    const dialled = this.#dial().subscribe(this);
    if (this.#over) dialled.unsubscribe();
    else this.#dialled = dialled;
  }

  /** The dial's value: established. Any further value is not looked at. */
  next(connection: C): void {
    if (this.#phase !== 'dialing') return;
    this.#phase = 'established';
    this.#settle();
    this.#tell({ type: 'established', connection });
    if (this.#phase === 'established') this.#trial = this.#world.trials.set(this);
  }

  error(error: unknown): void {
    if (this.#phase === 'established') this.#lose(error);
    else if (this.#phase === 'dialing') this.#fail(error);
  }

  complete(): void {
    if (this.#phase === 'established') this.#lose();
    else if (this.#phase === 'dialing') {
      this.#fail(new ConnectionError('failed', 'The dial completed without a connection'));
    }
  }

  /** The alarm: the dial took too long, or the connection has lasted. */
  wake(): void {
    this.#trial = undefined;
    this.#deadline = undefined;
    if (this.#phase === 'established') this.#out.next(true);
    else this.#fail(new ConnectionError('timeout', 'The dial took too long'));
  }

  hangUp(): void {
    const established = this.#phase === 'established';
    this.unsubscribe();
    if (established) this.#tell({ type: 'disconnected', by: 'us' });
    this.#out.complete();
  }

  unsubscribe(): void {
    this.#phase = 'over';
    if (this.#request.life === this) this.#request.life = undefined;
    this.#dialled?.unsubscribe();
    this.#settle();
    if (this.#trial) this.#world.trials.clear(this.#trial);
    this.#trial = undefined;
  }

  /** What throws, or returns no observable, is a dial that fails. */
  #dial(): Observable<C> {
    try {
      return from(this.#world.dial(this.#request.address, this.#request));
    } catch (error) {
      return throwError(() => error as Error);
    }
  }

  #fail(error: unknown): void {
    this.#phase = 'over';
    this.#dialled?.unsubscribe();
    this.#tell({ type: 'failed', error });
    if (isLocalFault(error)) this.#out.complete();
    else this.#out.error(error);
    this.unsubscribe();
  }

  #lose(error?: unknown, by: 'peer' | 'us' = 'peer'): void {
    this.#phase = 'over';
    this.#dialled?.unsubscribe();
    this.#tell({ type: 'disconnected', by, ...(error === undefined ? {} : { error }) });
    this.#out.error(error);
    this.unsubscribe();
  }

  /** No longer dialling: another may. */
  #settle(): void {
    if (this.#deadline) this.#world.deadlines.clear(this.#deadline);
    this.#deadline = undefined;
    if (this.#visit) this.#world.gate.leave(this.#visit);
    this.#visit = undefined;
  }

  #tell(happening: Happening<C>): void {
    this.#world.tell(this.#request, happening);
  }
}

/**
 * Returns an observable of one life of a request: a dial and the connection it makes. It emits once, when the connection
 * has lasted; errors when the dial fails or the peer ends the connection, orderly or not, since both are as good a reason to
 * dial again; completes when we end it, or when what failed is here and not the peer's.
 *
 * ```
 * dial     ---c----------|        told   d--e----------x
 * trial       -----l              life   --------l-----#
 * ```
 *
 * One operator of its own where `timeout`, `takeUntil` and `tap` would do: composed, they cost more than the dial itself.
 */
export const life = <A, C>(request: LiveRequest<A>, world: World<A, C>): Observable<true> =>
  new Observable<true>((subscriber) => new Life(request, world, subscriber).begin());

import { healthOf, type Health } from '../core/health.js';
import type { Weather } from '../core/weather.js';
import type { Outbound } from './outbound.js';
import type { Phase } from './phase.js';
import type { Registry } from './registry.js';
import type { Teller } from './teller.js';

/** What the health is judged by, and to whom it is told. */
export interface HealthContext<A, C> {
  readonly phase: () => Phase;
  readonly registry: Registry<A>;
  readonly outbound: () => Outbound<A, C> | undefined;
  readonly teller: Teller<A, C>;
}

/** The health of the whole, told at each change, and what is wrong with something that belongs to no request. */
export class HealthWatch<A, C> {
  readonly #context: HealthContext<A, C>;
  #weather: Weather = 'fair';
  #health: Health = 'idle';

  constructor(context: HealthContext<A, C>) {
    this.#context = context;
  }

  get weather(): Weather {
    return this.#weather;
  }

  set weather(weather: Weather) {
    this.#weather = weather;
    this.assess();
  }

  /** Whether nobody is to dial, so that nobody who waits is to be woken. */
  get suspended(): boolean {
    return this.#context.phase() === 'suspended';
  }

  /** Tells how it is, whether or not that is news. */
  announce(): void {
    this.#health = this.#judge();
    this.tell();
  }

  /** Tells of a change, if there is one. */
  assess(): void {
    const phase = this.#context.phase();
    if (phase === 'new' || phase === 'stopped') return;
    const health = this.#judge();
    if (health === this.#health) return;
    this.#health = health;
    this.tell();
  }

  /** Tells what is wrong, unless nobody cares any more. */
  complain(error: unknown): void {
    if (this.#context.phase() !== 'stopped') this.tell(error);
  }

  /** Tells what is wrong, as the last thing. */
  tell(error?: unknown): void {
    this.#context.teller.tell({ type: 'health', health: this.#health, ...(error === undefined ? {} : { error }) });
  }

  #judge(): Health {
    const { phase, registry } = this.#context;
    const outbound = this.#context.outbound();
    const now = phase();
    return healthOf({
      phase: now === 'draining' ? 'running' : now,
      outage: this.#weather === 'outage',
      places: outbound?.target ?? 0,
      automatic: registry.count('automatic') + (outbound?.queued.size ?? 0),
      established: registry.count('automatic', 'established'),
      hungry: outbound?.hungry.size ?? 0,
      resting: outbound?.resting ?? 0,
      permanent: registry.count('permanent'),
      permanentEstablished: registry.count('permanent', 'established'),
    });
  }
}

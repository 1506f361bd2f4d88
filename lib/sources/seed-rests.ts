import type { Backoff } from '../core/backoff.js';
import { SteadyClock } from '../operators/steady-clock.js';

interface Rest {
  readonly failures: number;
  /** Until when, by the clock below. */
  readonly until: number;
}

/** The seeds that failed, how often in a row, and how long each is to be left alone. */
export class SeedRests {
  readonly #clock = new SteadyClock();
  readonly #rests = new Map<string, Rest>();

  isDue(seed: string): boolean {
    return (this.#rests.get(seed)?.until ?? 0) <= this.#clock.now();
  }

  /** Counts a failure: the seed rests as long as `backoff` says. Returns both. */
  fail(seed: string, error: unknown, backoff: Backoff): { readonly failures: number; readonly delay: number } {
    const failures = (this.#rests.get(seed)?.failures ?? 0) + 1;
    const delay = backoff(failures, error);
    this.#rests.set(seed, { failures, until: this.#clock.now() + delay });
    return { failures, delay };
  }

  /** Forgets the failures of a seed: it has answered. */
  absolve(seed: string): void {
    this.#rests.delete(seed);
  }

  /** Milliseconds until the first of those that rest is due; 0 if none rests. */
  untilDue(): number {
    const waits = [...this.#rests.values()].map(({ until }) => until - this.#clock.now());
    return waits.length === 0 ? 0 : Math.max(0, Math.min(...waits));
  }
}

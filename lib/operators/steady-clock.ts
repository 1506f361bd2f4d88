import { asyncScheduler } from 'rxjs';

/**
 * Milliseconds that never run back: when the clock of the system is set back, these go on from where they were last looked
 * at.
 */
export class SteadyClock {
  #ahead = 0;
  #last = -Infinity;

  now(): number {
    const now = asyncScheduler.now() + this.#ahead;
    if (now < this.#last) this.#ahead += this.#last - now;
    this.#last = Math.max(now, this.#last);
    return this.#last;
  }
}

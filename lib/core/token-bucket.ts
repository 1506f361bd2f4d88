/**
 * Says when something may be done that may be done at most `limit` times in any `period` (milliseconds), `burst` of them
 * at once. The clock is an argument; one that runs backwards delays nothing.
 *
 * Source: the token bucket, with a refill slow enough that a burst counts towards the limit.
 */
export class TokenBucket {
  readonly #burst: number;
  readonly #interval: number;
  #tokens: number;
  #at: number;

  constructor(limit: number, period: number, burst: number, now: number) {
    this.#burst = Math.max(1, Math.min(burst, limit));
    this.#interval = period / (limit - this.#burst + 1);
    this.#tokens = this.#burst;
    this.#at = now;
  }

  /** Takes one, if it is to be had. */
  take(now: number): boolean {
    if (this.delay(1, now) > 0) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until `count` of them can be had, counted as at most a burst. */
  delay(count: number, now: number): number {
    const elapsed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed / this.#interval);
    const missing = Math.min(count, this.#burst) - this.#tokens;
    return missing > 1e-6 ? Math.ceil(missing * this.#interval) : 0;
  }
}

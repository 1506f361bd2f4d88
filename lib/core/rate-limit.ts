/**
 * Says when something may be done that may be done at most `limit` times in any `period` (milliseconds): a window that
 * slides over the times at which it was done. The clock is an argument; one that is set back starts the window anew.
 */
export class RateLimit {
  readonly #limit: number;
  readonly #period: number;
  #times: number[] = [];
  #first = 0;

  constructor(limit: number, period: number) {
    this.#limit = limit;
    this.#period = period;
  }

  /** Takes one, if it is to be had. */
  take(now: number): boolean {
    if (this.delay(1, now) > 0) return false;
    this.#times.push(now);
    return true;
  }

  /** Milliseconds until `count` of them can be had at once, or as many as ever. */
  delay(count: number, now: number): number {
    this.#slide(now);
    const surplus = this.#times.length - this.#first + Math.min(count, this.#limit) - this.#limit;
    const blocking = this.#times[this.#first + surplus - 1];
    return surplus > 0 && blocking !== undefined ? blocking + this.#period - now : 0;
  }

  #slide(now: number): void {
    if (now < (this.#times.at(-1) ?? now)) this.#first = this.#times.length;
    while (now - (this.#times[this.#first] ?? now) >= this.#period && this.#first < this.#times.length)
      this.#first += 1;
    // Cut off what has slid out, now and then: a cut for each would copy all the rest.
    if (2 * this.#first < this.#times.length) return;
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }
}

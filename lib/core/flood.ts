const second = 1_000;

/**
 * Sheds the more, the faster they come. Up to `rate` per second all are let in, above that as many of them as make `rate`
 * per second, whichever chance picks; some seconds after they come no faster, all are again. The clock, the rate and the
 * chance are arguments.
 *
 * How fast they come is told by a level that each one raises by one and that falls by half in 0.7 s: after a lull, a burst
 * of one second's worth passes whole.
 */
export class Flood {
  #level = 0;
  #at = -Infinity;

  /** Counts one more, and returns whether it is let in. A rate of 0 lets nobody in. */
  admits(rate: number, now: number, random: () => number): boolean {
    const passed = Math.max(0, now - this.#at);
    this.#level *= Math.exp(-passed / second);
    this.#at = now;
    // No chance is asked for below the rate.
    const admitted = this.#level < rate || random() * this.#level < rate;
    this.#level += 1;
    return admitted;
  }
}

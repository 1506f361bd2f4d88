import { expectBetween, refuse } from './check.js';

/** The transient part is halved in so many seconds. */
const halfLife = 60;
/** After so many seconds nothing is left of the transient part, however much it was. */
const lifetime = 1_800;
const largest = 2 ** 32 - 1;

const lambda = Math.LN2 / halfLife;

/** What is left of a point after so many seconds. */
const decay = (seconds: number): number => Math.exp(-lambda * Math.max(seconds, 0));

const secondsOf = (at: number): number =>
  Number.isFinite(at) ? Math.floor(at / 1_000) : refuse('at', 'a time in milliseconds since the epoch', at);

/**
 * How badly a peer has behaved: a part that stays, for what no honest peer does, and a part that decays, for what an honest
 * peer may do now and then but not all the time.
 *
 * The transient part is halved every 60 seconds, and forgotten 1 800 seconds after it last grew. Time is counted in whole
 * seconds, parts of a point do not count, and the score is an unsigned number of 32 bits, which begins at 0 again after
 * 4 294 967 295.
 *
 * The clock is an argument, in milliseconds since the epoch. One that runs back erases nothing and decays nothing; from the
 * next increase on it counts from where it then is.
 *
 * @example
 * ```ts
 * const score = new DynamicBanScore();
 * score.increase(100, 50, Date.now()); // 150
 * score.value(Date.now() + 60_000); // 125
 * score.value(Date.now() + 480_000); // 100
 * ```
 *
 * Source: btcd's `connmgr.DynamicBanScore`, whose figures these are; except that there `Increase` by a persistent part alone
 * answers with the transient part as it was before it decayed, and a clock that runs back hides the transient part.
 */
export class DynamicBanScore {
  #persistent = 0;
  #transient = 0;
  /** When the transient part last grew, in seconds. */
  #last = 0;

  /**
   * Adds to both parts, and returns the score thereafter.
   *
   * @param persistent - a number from 0 to 4 294 967 295, of which parts of a point are cut off
   * @param transient - a number from 0 to 4 294 967 295
   * @param at - now, in milliseconds since the epoch
   * @throws ArgumentError if one of them is none
   */
  increase(persistent: number, transient: number, at: number): number {
    expectBetween('persistent', persistent, 0, largest);
    expectBetween('transient', transient, 0, largest);
    const now = secondsOf(at);
    this.#persistent = (this.#persistent + persistent) >>> 0;
    if (transient > 0) {
      const age = now - this.#last;
      if (age > lifetime) this.#transient = 0;
      // One point or less is left as it is.
      else if (this.#transient > 1) this.#transient *= decay(age);
      this.#transient += transient;
    }
    if (transient > 0 || now < this.#last) this.#last = now;
    return this.value(at);
  }

  /**
   * Returns the score at a time, in milliseconds since the epoch. Asking changes nothing.
   *
   * @throws ArgumentError if the time is none
   */
  value(at: number): number {
    const age = secondsOf(at) - this.#last;
    if (this.#transient < 1 || age > lifetime) return this.#persistent;
    return (this.#persistent + Math.trunc(this.#transient * decay(age))) >>> 0;
  }

  /** Forgets everything. */
  reset(): void {
    this.#persistent = this.#transient = this.#last = 0;
  }

  /**
   * Returns the parts and the score as a log may show them: `persistent 100 + transient 50 at 1700000000 = 125`, where the
   * transient part is as of when it last grew, in seconds since the epoch.
   *
   * @param at - when the score is to be of, in milliseconds since the epoch. @default when the transient part last grew
   * @throws ArgumentError if the time is none
   */
  toString(at: number = this.#last * 1_000): string {
    return `persistent ${this.#persistent} + transient ${this.#transient} at ${this.#last} = ${this.value(at)}`;
  }
}

/** Tokens per second, the most that come by waiting, and those that our own `getaddr` adds. */
const rate = 0.1;
const most = 1_000;

/**
 * How many addresses a peer may still tell of: one at first, one more every ten seconds up to 1 000, and 1 000 more when it
 * is asked for them. The clock is an argument, in milliseconds.
 *
 * Source: Bitcoin Core, `MAX_ADDR_RATE_PER_SECOND` and `MAX_ADDR_PROCESSING_TOKEN_BUCKET`.
 */
export class AddressBudget {
  #tokens = 1;
  #since: number;

  constructor(now: number) {
    this.#since = now;
  }

  /** It was asked for addresses. */
  ask(): void {
    this.#tokens += most;
  }

  /** Takes up to `count`, and returns how many there were. */
  take(count: number, now: number): number {
    if (this.#tokens < most) {
      const earned = (Math.max(0, now - this.#since) / 1_000) * rate;
      this.#tokens = Math.min(this.#tokens + earned, most);
    }
    this.#since = now;
    // What floating point loses is not to cost a token.
    const taken = Math.min(count, Math.floor(this.#tokens + 1e-9));
    this.#tokens -= taken;
    return taken;
  }
}

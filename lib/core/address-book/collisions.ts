import type { Known } from './known.js';

const minute = 60_000;

/** How long after its last success an address is not replaced among the tried. */
const replacement = 4 * 60 * minute;

/** How long who proved good waits for the other to be tested. */
const testWindow = 40 * minute;

/** How many may wait. */
const mostPending = 10;

/** What is to become of who proved good, where another has its slot among the tried. */
export type Verdict = 'keep' | 'replace' | 'wait';

/**
 * Says which of two addresses gets a slot among the tried: the one that has it, if it was connected to within four hours;
 * the other, if that one was tried in vain since, or could not be tried within forty minutes. Who is in use stays.
 *
 * Source: `ResolveCollisions` of Bitcoin Core: test before evict.
 */
export const verdictOn = (
  candidate: Pick<Known, 'lastSuccess'>,
  incumbent: Pick<Known, 'lastSuccess' | 'lastTry' | 'leased'>,
  now: number,
): Verdict => {
  if (incumbent.leased) return 'wait';
  if (now - incumbent.lastSuccess < replacement) return 'keep';
  if (now - incumbent.lastTry < replacement) return now - incumbent.lastTry > minute ? 'replace' : 'wait';
  return now - candidate.lastSuccess > testWindow ? 'replace' : 'wait';
};

/** Those who proved good and wait for a slot that another has: ten at most, whoever comes later stays among the new. */
export class Collisions {
  readonly #pending = new Set<Known>();

  get pending(): readonly Known[] {
    return [...this.#pending];
  }

  get none(): boolean {
    return this.#pending.size === 0;
  }

  add(known: Known): void {
    if (this.#pending.size < mostPending) this.#pending.add(known);
  }

  delete(known: Known): void {
    this.#pending.delete(known);
  }

  clear(): void {
    this.#pending.clear();
  }
}

import { timer, type Subscription } from 'rxjs';
import { Heap } from '../core/heap.js';
import { SteadyClock } from './steady-clock.js';

interface Rest {
  readonly key: string;
  readonly at: number;
  readonly release: () => void;
}

/**
 * The addresses that rest after a connection or a failure, and how often each failed in a row. One timer for all; what is
 * remembered of addresses that do not rest is bounded.
 */
export class Rests {
  readonly #clock = new SteadyClock();
  readonly #limit: number;
  readonly #resting = new Map<string, Rest>();
  readonly #failures = new Map<string, number>();
  #queue = new Heap<Rest>((a, b) => a.at < b.at);
  #alarm: Subscription | undefined;
  #alarmAt = Infinity;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#resting.size;
  }

  has(key: string): boolean {
    return this.#resting.has(key);
  }

  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** Counts one more failure in a row, and returns how many there are. */
  fail(key: string): number {
    const failures = this.failures(key) + 1;
    this.#failures.delete(key);
    this.#failures.set(key, failures);
    if (this.#failures.size > this.#limit) this.absolve(this.#failures.keys().next().value as string);
    return failures;
  }

  /** Forgets the failures. */
  absolve(key: string): void {
    this.#failures.delete(key);
  }

  /** Lets `key` rest for `duration` milliseconds, and calls `release` when that is over. */
  rest(key: string, duration: number, release: () => void): void {
    const rest = { key, at: this.#clock.now() + duration, release };
    this.#resting.get(key)?.release();
    this.#resting.set(key, rest);
    this.#queue.push(rest);
    this.#arm();
  }

  /** Shortens every rest to what `within` gives, in milliseconds. */
  forgive(within: () => number): void {
    const now = this.#clock.now();
    const rests = [...this.#resting.values()].map((rest) => ({ ...rest, at: Math.min(rest.at, now + within()) }));
    this.#queue = new Heap<Rest>((a, b) => a.at < b.at, rests);
    for (const rest of rests) this.#resting.set(rest.key, rest);
    this.#arm();
  }

  /** Ends all rests now, and forgets everything. */
  clear(): void {
    this.#failures.clear();
    this.release();
  }

  /** Ends all rests now. */
  release(): void {
    const rests = [...this.#resting.values()];
    this.#alarm?.unsubscribe();
    this.#alarm = undefined;
    this.#resting.clear();
    this.#queue = new Heap<Rest>((a, b) => a.at < b.at);
    for (const { release } of rests) release();
  }

  #arm(): void {
    const first = this.#queue.first;
    if (!first || (this.#alarm && this.#alarmAt <= first.at)) return;
    this.#alarm?.unsubscribe();
    this.#alarmAt = first.at;
    this.#alarm = timer(Math.max(0, first.at - this.#clock.now())).subscribe(() => this.#wake());
  }

  #wake(): void {
    const now = this.#clock.now();
    for (let first = this.#queue.first; first && first.at <= now; first = this.#queue.first) {
      this.#queue.shift();
      if (this.#resting.get(first.key) !== first) continue;
      this.#resting.delete(first.key);
      first.release();
    }
    this.#alarm = undefined;
    this.#arm();
  }
}

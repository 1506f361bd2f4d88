import { DynamicBanScore } from './dynamic-ban-score.js';
import { LinkedList, type LinkedNode } from './linked-list.js';

const largest = 2 ** 32 - 1;

interface Entry {
  readonly key: string;
  readonly score: DynamicBanScore;
  /** When it last grew, in milliseconds. */
  at: number;
}

/**
 * The scores of many, in bounded memory: of more than `limit` the one that grew longest ago is forgotten, and so is one that
 * has not grown for `memory` milliseconds. The clock is an argument; it must not run back.
 */
export class Scores {
  readonly #limit: number;
  readonly #memory: number;
  readonly #byKey = new Map<string, LinkedNode<Entry>>();
  /** Longest ago first. Not the order of the map: each step over what was deleted from its front costs. */
  readonly #byAge = new LinkedList<Entry>();

  constructor(limit: number, memory: number) {
    this.#limit = limit;
    this.#memory = memory;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /**
   * Adds to a score, and returns it: the largest there is where it would begin at 0 again, since nobody is forgiven for being
   * too bad.
   *
   * @throws ArgumentError if the points are none; nothing has changed then
   */
  increase(key: string, persistent: number, transient: number, at: number): number {
    this.#forget(at);
    const known = this.#byKey.get(key);
    const entry = known?.value ?? { key, score: new DynamicBanScore(), at };
    const sum = entry.score.value(at) + persistent + transient;
    const score = entry.score.increase(persistent, transient, at);
    entry.at = at;
    if (known) this.#byAge.remove(known);
    this.#byKey.set(key, this.#byAge.push(entry));
    if (this.#byKey.size > this.#limit) this.#drop();
    return sum > largest ? largest : score;
  }

  /** Lets a score start over. */
  reset(key: string): void {
    const node = this.#byKey.get(key);
    if (!node) return;
    this.#byAge.remove(node);
    this.#byKey.delete(key);
  }

  #forget(at: number): void {
    for (let first = this.#byAge.first; first && at - first.at > this.#memory; first = this.#byAge.first) this.#drop();
  }

  #drop(): void {
    const oldest = this.#byAge.shift();
    if (oldest) this.#byKey.delete(oldest.key);
  }
}

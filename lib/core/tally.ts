/** Counts by key. A key that is counted down to nothing is forgotten. */
export class Tally {
  readonly #counts = new Map<string, number>();

  /** Keys that have a count. */
  get size(): number {
    return this.#counts.size;
  }

  count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string): void {
    this.#counts.set(key, this.count(key) + 1);
  }

  /** Taking away where there is nothing is nothing. */
  remove(key: string): void {
    const left = this.count(key) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}

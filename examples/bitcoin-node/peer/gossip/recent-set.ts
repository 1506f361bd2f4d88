/** Remembers which texts it was given: the last `size` of them for sure, of those before some. */
export class RecentSet {
  readonly #size: number;
  #young = new Set<string>();
  #old: ReadonlySet<string> = new Set();

  constructor(size: number) {
    this.#size = size;
  }

  has(text: string): boolean {
    return this.#young.has(text) || this.#old.has(text);
  }

  add(text: string): void {
    if (this.#young.has(text)) return;
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(text);
  }
}

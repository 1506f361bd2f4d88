/** A binary heap: the least value first, by `before`. */
export class Heap<T> {
  readonly #before: (a: T, b: T) => boolean;
  readonly #items: T[];

  constructor(before: (a: T, b: T) => boolean, items: readonly T[] = []) {
    this.#before = before;
    this.#items = [...items];
    for (let i = (this.#items.length >> 1) - 1; i >= 0; i -= 1) this.#sink(i);
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let i = items.push(item) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(item, items[parent] as T)) break;
      items[i] = items[parent] as T;
      i = parent;
    }
    items[i] = item;
  }

  shift(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (items.length > 0) {
      items[0] = last as T;
      this.#sink(0);
    }
    return first;
  }

  filter(keep: (item: T) => boolean): Heap<T> {
    return new Heap(this.#before, this.#items.filter(keep));
  }

  #sink(from: number): void {
    const items = this.#items;
    const item = items[from] as T;
    let i = from;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#before(items[child + 1] as T, items[child] as T)) child += 1;
      if (!this.#before(items[child] as T, item)) break;
      items[i] = items[child] as T;
      i = child;
    }
    items[i] = item;
  }
}

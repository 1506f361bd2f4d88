/** A place in a {@link LinkedList}. */
export interface LinkedNode<T> {
  readonly value: T;
  before: LinkedNode<T> | undefined;
  after: LinkedNode<T> | undefined;
  linked: boolean;
}

/** First in, first out, and out of turn too: adding, taking and removing cost the same whatever the length. */
export class LinkedList<T> {
  #first: LinkedNode<T> | undefined;
  #last: LinkedNode<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first?.value;
  }

  push(value: T): LinkedNode<T> {
    const node: LinkedNode<T> = { value, before: this.#last, after: undefined, linked: true };
    if (this.#last) this.#last.after = node;
    else this.#first = node;
    this.#last = node;
    this.#size += 1;
    return node;
  }

  shift(): T | undefined {
    const node = this.#first;
    if (node) this.remove(node);
    return node?.value;
  }

  /** Removing twice is removing once. */
  remove(node: LinkedNode<T>): void {
    if (!node.linked) return;
    node.linked = false;
    if (node.before) node.before.after = node.after;
    else this.#first = node.after;
    if (node.after) node.after.before = node.before;
    else this.#last = node.before;
    node.before = node.after = undefined;
    this.#size -= 1;
  }
}

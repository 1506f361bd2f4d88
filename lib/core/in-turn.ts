/**
 * Delivers one value at a time: a value that arrives while another is being delivered, because somebody called back, waits
 * until that one has reached everybody.
 */
export class InTurn<T> {
  readonly #deliver: (value: T) => void;
  #queue: T[] = [];
  #delivering = false;
  #end: (() => void) | undefined;

  constructor(deliver: (value: T) => void) {
    this.#deliver = deliver;
  }

  next(value: T): void {
    if (this.#delivering) {
      this.#queue.push(value);
      return;
    }
    this.#delivering = true;
    this.#deliver(value);
    // By whole batches: taking from the front of an array moves all the rest.
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      for (const queued of batch) this.#deliver(queued);
    }
    this.#delivering = false;
    this.#end?.();
  }

  /** Calls `end` once everything has been delivered. Nothing may come after it. */
  end(end: () => void): void {
    if (this.#delivering) this.#end = end;
    else end();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#queue = [];
  }
}

import { LinkedList, type LinkedNode } from '../core/linked-list.js';

/** Who wants in. */
export interface Visitor {
  /** Called when it is let in, which may be at once: before `enter` returns. */
  admit(visit: Visit): void;
}

/** A visit, from the asking to the leaving. */
export class Visit {
  readonly visitor: Visitor;
  /** Its place among those who wait, until it is let in or leaves. */
  waiting: { readonly queue: LinkedList<Visit>; readonly node: LinkedNode<Visit> } | undefined;
  over = false;

  constructor(visitor: Visitor) {
    this.visitor = visitor;
  }
}

/**
 * Lets at most `limit` in at a time: a semaphore. Of those who wait the lowest `rank` is first, then the longest waiting.
 *
 * ```
 * gate(1)
 * enter(1)   a-----l        a: admitted   l: leaves
 * enter(1)    -----a---l
 * ```
 */
export class Gate {
  readonly #queues = [new LinkedList<Visit>(), new LinkedList<Visit>(), new LinkedList<Visit>()] as const;
  #limit: number;
  #inside = 0;
  #admitting = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Those inside stay; 0 closes it. */
  resize(limit: number): void {
    this.#limit = limit;
    this.#admit();
  }

  enter(visitor: Visitor, rank: 0 | 1 | 2): Visit {
    const visit = new Visit(visitor);
    const queue = this.#queues[rank];
    visit.waiting = { queue, node: queue.push(visit) };
    this.#admit();
    return visit;
  }

  /** Leaving twice is leaving once. */
  leave(visit: Visit): void {
    if (visit.over) return;
    visit.over = true;
    if (visit.waiting) return visit.waiting.queue.remove(visit.waiting.node);
    this.#inside -= 1;
    this.#admit();
  }

  /** A loop, not a recursion: who fails at once leaves at once, and may stand before thousands of others. */
  #admit(): void {
    if (this.#admitting) return;
    this.#admitting = true;
    while (this.#inside < this.#limit) {
      const visit = this.#queues.find(({ size }) => size > 0)?.shift();
      if (!visit) break;
      visit.waiting = undefined;
      this.#inside += 1;
      visit.visitor.admit(visit);
    }
    this.#admitting = false;
  }
}

import { Observable, type Subscriber } from 'rxjs';
import { LinkedList } from '../core/linked-list.js';

interface Visitor {
  readonly subscriber: Subscriber<void>;
  admitted: boolean;
}

/**
 * Lets at most `limit` in at a time: a semaphore as an observable. Subscribing to `enter` asks, its value admits,
 * unsubscribing leaves. Of those who wait the lowest `rank` is first, then the longest waiting.
 *
 * ```
 * gate(1)
 * enter(1)   (^a)---!
 * enter(1)    ^-----a---
 * ```
 */
export class Gate {
  readonly #waiting = [new LinkedList<Visitor>(), new LinkedList<Visitor>(), new LinkedList<Visitor>()] as const;
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

  enter(rank: 0 | 1 | 2): Observable<void> {
    return new Observable<void>((subscriber) => {
      const visitor = { subscriber, admitted: false };
      const node = this.#waiting[rank].push(visitor);
      this.#admit();
      return () => {
        this.#waiting[rank].remove(node);
        if (!visitor.admitted) return;
        this.#inside -= 1;
        this.#admit();
      };
    });
  }

  /** A loop, not a recursion: who fails at once leaves at once, and may stand before thousands of others. */
  #admit(): void {
    if (this.#admitting) return;
    this.#admitting = true;
    while (this.#inside < this.#limit) {
      const visitor = this.#waiting.find(({ size }) => size > 0)?.shift();
      if (!visitor) break;
      visitor.admitted = true;
      this.#inside += 1;
      visitor.subscriber.next();
    }
    this.#admitting = false;
  }
}

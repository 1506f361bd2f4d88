import { timer, type Subscription } from 'rxjs';
import { LinkedList, type LinkedNode } from '../core/linked-list.js';
import { SteadyClock } from './steady-clock.js';

/** What an alarm wakes. */
export interface Sleeper {
  wake(): void;
}

/** An alarm that was set. */
export type Alarm = LinkedNode<{ readonly at: number; readonly sleeper: Sleeper }>;

/**
 * Alarms that all ring after the same `duration` (milliseconds), with one timer for any number of them: since they ring in
 * the order in which they were set, a list will do. RxJS's `timer` costs each some 840 bytes.
 */
export class Alarms {
  readonly #clock = new SteadyClock();
  readonly #duration: number;
  readonly #set = new LinkedList<{ readonly at: number; readonly sleeper: Sleeper }>();
  #timer: Subscription | undefined;

  constructor(duration: number) {
    this.#duration = duration;
  }

  set(sleeper: Sleeper): Alarm {
    const alarm = this.#set.push({ at: this.#clock.now() + this.#duration, sleeper });
    if (!this.#timer) this.#arm();
    return alarm;
  }

  /** Clearing one that rang is nothing. */
  clear(alarm: Alarm): void {
    this.#set.remove(alarm);
    if (this.#set.size > 0) return;
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  #arm(): void {
    const first = this.#set.first;
    if (!first) return;
    this.#timer = timer(Math.max(first.at - this.#clock.now(), 0)).subscribe(() => this.#ring());
  }

  #ring(): void {
    const now = this.#clock.now();
    for (let first = this.#set.first; first && first.at <= now; first = this.#set.first) {
      this.#set.shift();
      first.sleeper.wake();
    }
    // One may have been set meanwhile, by whom was woken.
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#arm();
  }
}

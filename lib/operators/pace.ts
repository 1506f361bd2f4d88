import { asyncScheduler, timer, type Subscription } from 'rxjs';
import { LinkedList, type LinkedNode } from '../core/linked-list.js';
import { RateLimit } from '../core/rate-limit.js';
import type { Sleeper } from './alarms.js';

/** At most `limit` in any `period` milliseconds; those who wait are woken `batch` at a time. */
export interface Tempo {
  readonly limit: number;
  readonly period: number;
  readonly batch: number;
}

/** The turn that somebody waits for. */
export type Turn = LinkedNode<Sleeper>;

/**
 * Spaces what may only be done so often. Whoever waits is woken, in turn, when `take` is likely to answer yes; `take`
 * decides. With one timer for all who wait, and woken in batches: waking a sleeping process costs more than a dial.
 */
export class Pace {
  readonly #waiting = new LinkedList<Sleeper>();
  #tempo: Tempo;
  #rate: RateLimit;
  #alarm: Subscription | undefined;

  constructor(tempo: Tempo) {
    this.#tempo = tempo;
    this.#rate = new RateLimit(tempo.limit, tempo.period);
  }

  /** From now on; what was done before does not count, unless it is the tempo that it was. */
  set tempo(tempo: Tempo) {
    const { limit, period, batch } = this.#tempo;
    if (tempo.limit === limit && tempo.period === period && tempo.batch === batch) return;
    this.#tempo = tempo;
    this.#rate = new RateLimit(tempo.limit, tempo.period);
    this.#alarm?.unsubscribe();
    this.#wake();
  }

  /** Wakes the sleeper at once, and returns nothing; or returns its turn, and wakes it when that has come. */
  enter(sleeper: Sleeper): Turn | undefined {
    if (this.#waiting.size > 0 || this.#rate.delay(1, asyncScheduler.now()) > 0) {
      const turn = this.#waiting.push(sleeper);
      this.#arm();
      return turn;
    }
    sleeper.wake();
    return undefined;
  }

  /** Gives the turn up. One that has come is nothing to give up. */
  leave(turn: Turn): void {
    this.#waiting.remove(turn);
    if (this.#waiting.size === 0) this.#rest();
  }

  take(): boolean {
    return this.#rate.take(asyncScheduler.now());
  }

  #arm(): void {
    if (this.#alarm || this.#waiting.size === 0) return;
    const batch = Math.min(this.#tempo.batch, this.#waiting.size);
    this.#alarm = timer(this.#rate.delay(batch, asyncScheduler.now())).subscribe(() => this.#wake());
  }

  /** Each that is woken takes at once or leaves its turn to the next. */
  #wake(): void {
    this.#rest();
    while (this.#waiting.size > 0 && this.#rate.delay(1, asyncScheduler.now()) === 0) this.#waiting.shift()?.wake();
    this.#arm();
  }

  #rest(): void {
    this.#alarm?.unsubscribe();
    this.#alarm = undefined;
  }
}

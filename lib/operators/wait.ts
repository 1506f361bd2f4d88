import { Observable, asyncScheduler, timer, type Subscriber, type Subscription, type Unsubscribable } from 'rxjs';
import type { LiveRequest } from './live-request.js';
import type { World } from './world.js';

/** A wait between two lives: ends by itself, or sooner when hurried. */
class Wait<A, C> implements Unsubscribable {
  readonly #request: LiveRequest<A>;
  readonly #world: World<A, C>;
  readonly #out: Subscriber<0>;
  #timer: Subscription | undefined;
  #until = Infinity;

  constructor(request: LiveRequest<A>, world: World<A, C>, out: Subscriber<0>) {
    this.#request = request;
    this.#world = world;
    this.#out = out;
    request.wait = this;
  }

  wake(): void {
    this.#out.next(0);
  }

  /** Waits no longer than `within` milliseconds from now. */
  hurry(within: number): void {
    const until = asyncScheduler.now() + within;
    if (until >= this.#until) return;
    this.#until = until;
    this.#timer?.unsubscribe();
    this.#timer = timer(within).subscribe(() => this.wake());
    this.#world.tell(this.#request, { type: 'waiting', failures: this.#request.failures, delay: within });
  }

  unsubscribe(): void {
    if (this.#request.wait === this) this.#request.wait = undefined;
    this.#timer?.unsubscribe();
  }
}

/** Emits after `delay` milliseconds, or when the request is told not to wait. */
export const wait = <A, C>(request: LiveRequest<A>, world: World<A, C>, delay: number): Observable<0> =>
  new Observable<0>((subscriber) => {
    const waiting = new Wait(request, world, subscriber);
    waiting.hurry(delay);
    return waiting;
  });

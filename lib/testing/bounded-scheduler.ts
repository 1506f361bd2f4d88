import type { SchedulerAction, Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

/** How far virtual time may go. */
export interface Bounds {
  readonly maxFrames: number;
  readonly maxSteps: number;
}

/**
 * A `TestScheduler` whose time ends. The bounds are checked in the scheduled work, and thrown from `flush`: never into
 * the code under test, where a `retry` would swallow them.
 */
export class BoundedScheduler extends TestScheduler {
  readonly #bounds: Bounds;
  #steps = 0;

  constructor(assertSame: (actual: unknown, expected: unknown) => void, bounds: Bounds) {
    super(assertSame);
    this.#bounds = bounds;
  }

  override schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
    const step = () => this.#step();
    return super.schedule<T>(
      function (given) {
        step();
        work.call(this, given);
      },
      delay,
      state,
    );
  }

  #step(): void {
    const { maxFrames, maxSteps } = this.#bounds;
    this.#steps += 1;
    if (this.frame > maxFrames) {
      throw new Error(
        `Expected nothing to be left to do after frame ${maxFrames} (\`maxFrames\`), got something at frame ` +
          `${this.frame}: does it retry for ever? Unsubscribe from it, or stop it, before the test ends`,
      );
    }
    if (this.#steps > maxSteps) {
      throw new Error(
        `Expected the test to end within ${maxSteps} steps (\`maxSteps\`), got to frame ${this.frame} by then: ` +
          'does something repeat for ever, or without a delay?',
      );
    }
  }
}

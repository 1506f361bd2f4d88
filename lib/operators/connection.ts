import { Observable, concat, ignoreElements, take, type Observer, type Subscriber, type Unsubscribable } from 'rxjs';
import { ConnectionError, isConnectionError } from '../core/errors.js';
import type { EndReason } from '../core/request.js';
import { attempts } from './attempts.js';
import { life } from './life.js';
import type { LiveRequest } from './live-request.js';
import { wait } from './wait.js';
import type { World } from './world.js';

/** Whatever was thrown below, under the reason; an error that says its own code stays as it is. */
const endError = (reason: EndReason, error: unknown): ConnectionError =>
  isConnectionError(error)
    ? error
    : new ConnectionError(reason, error instanceof Error ? error.message : String(error), { cause: error });

/** The run of one request, as the observer of its lives. */
class Run<A, C> implements Observer<true>, Unsubscribable {
  readonly #request: LiveRequest<A>;
  readonly #world: World<A, C>;
  readonly #out: Subscriber<never>;
  #lives: Unsubscribable | undefined;
  #over = false;

  constructor(request: LiveRequest<A>, world: World<A, C>, out: Subscriber<never>) {
    this.#request = request;
    this.#world = world;
    this.#out = out;
    request.run = this;
  }

  /** Whether it has ended, or is ending. */
  get over(): boolean {
    return this.#over;
  }

  /** Only what may be dialled again needs the machinery for that; what becomes permanent goes on with it. */
  begin(): this {
    this.#follow(
      this.#request.kind === 'permanent' ? attempts(this.#request, this.#world) : life(this.#request, this.#world),
    );
    return this;
  }

  next(): void {
    this.#request.lasted = true;
  }

  /** A life failed, or the peer ended it. */
  error(): void {
    this.#goOn(1);
  }

  /** A life ended, and nobody failed. */
  complete(): void {
    this.#goOn(0);
  }

  end(reason: EndReason): void {
    if (this.#over) return;
    this.unsubscribe();
    const request = this.#request;
    if (request.state === 'established') this.#world.tell(request, { type: 'disconnected', by: 'us' });
    const failed = (reason === 'failed' || reason === 'closed') && request.error !== undefined;
    request.outcome = failed ? { reason, error: endError(reason, request.error) } : { reason };
    this.#world.tell(request, { type: 'ended', ...request.outcome });
    this.#out.complete();
  }

  unsubscribe(): void {
    this.#over = true;
    this.#lives?.unsubscribe();
    // It may be ended by whoever is told of a life that is still being subscribed to.
    this.#request.life?.unsubscribe();
  }

  /** What became permanent meanwhile waits for its next life, with so many failures so far; all else is over. */
  #goOn(failures: number): void {
    const { state, reached, error } = this.#request;
    if (!this.#world.again(this.#request)) return this.end(state === 'waiting' && !reached ? 'failed' : 'closed');
    const delay = this.#world.backoff(1, error);
    this.#follow(
      concat(
        wait(this.#request, this.#world, failures, delay).pipe(take(1), ignoreElements()),
        attempts(this.#request, this.#world, failures),
      ),
    );
  }

  #follow(lives$: Observable<true>): void {
    const lives = lives$.subscribe(this);
    if (this.#over) lives.unsubscribe();
    else if (!lives.closed) this.#lives = lives;
  }
}

/**
 * Returns an observable that runs one request from its first dial to its end, and completes; it never errors. What happens
 * is told, ending with exactly one `ended`. Unsubscribing cuts it off: the dial is cancelled or the connection closed, and
 * nothing more is told.
 *
 * ```
 * dial      --c-----          --c-----
 * signal    ------hangUp      -----end(removed)
 * told      d-e---(x.)        d-e--(x.)
 * ```
 */
export const connection = <A, C>(request: LiveRequest<A>, world: World<A, C>): Observable<never> =>
  new Observable<never>((subscriber) => new Run(request, world, subscriber).begin());

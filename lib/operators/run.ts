import { concat, ignoreElements, take, type Observable, type Observer, type Unsubscribable } from 'rxjs';
import { ConnectionError, isConnectionError } from '../core/errors.js';
import type { EndReason } from '../core/request.js';
import { attempts } from './attempts.js';
import type { Visit } from './gate.js';
import { Life } from './life.js';
import type { LiveRequest } from './live-request.js';
import { wait } from './wait.js';
import type { World } from './world.js';

/** Whatever was thrown below, under the reason; an error that says its own code stays as it is. */
const endError = (reason: EndReason, error: unknown): ConnectionError =>
  isConnectionError(error)
    ? error
    : new ConnectionError(reason, error instanceof Error ? error.message : String(error), { cause: error });

/**
 * The run of one request, from its first life to its end, as the observer of its lives. What happens is told, ending with
 * exactly one `ended`; then its place, if it fills one, is free. Unsubscribing cuts it off: the dial is cancelled or the
 * connection closed, and nothing more is told.
 *
 * ```
 * dial      --c-----          --c-----
 * signal    ------hangUp      -----end(removed)
 * told      d-e---(x.)        d-e--(x.)
 * ```
 *
 * It may be ended before it begins: then it does not. A request that is suspended goes on with another run.
 */
export class Run<A, C> implements Observer<true>, Unsubscribable {
  readonly #request: LiveRequest<A>;
  readonly #world: World<A, C>;
  #lives: Unsubscribable | undefined;
  #over = false;

  constructor(request: LiveRequest<A>, world: World<A, C>) {
    this.#request = request;
    this.#world = world;
    request.run = this;
  }

  /** Whether it has ended, or is ending. */
  get over(): boolean {
    return this.#over;
  }

  /** Only what may be dialled again needs the machinery for that; what becomes permanent goes on with it. */
  begin(free?: Visit): this {
    if (this.#over) return this;
    if (this.#request.kind === 'permanent') this.#follow(attempts(this.#request, this.#world));
    else this.#hold(new Life(this.#request, this.#world, this).begin(free));
    return this;
  }

  /** Takes in what came to us, and returns the life of it: to be told of the connection and of its end, as by a dial. */
  adopt(hold: Unsubscribable): Observer<C> {
    const life = new Life(this.#request, this.#world, this);
    this.#hold(life);
    return life.adopt(hold);
  }

  next(): void {
    this.#request.lasted = true;
    this.#request.failures = 0;
  }

  /** A life failed, or the peer ended it. */
  error(error: unknown): void {
    if (this.#over) return;
    this.#request.failures += 1;
    this.#goOn(this.#request.failures, error);
  }

  /** A life ended, and nobody failed. */
  complete(): void {
    if (!this.#over) this.#goOn(1);
  }

  end(reason: EndReason, why?: ConnectionError): void {
    if (this.#over) return;
    this.unsubscribe();
    const request = this.#request;
    if (request.state === 'established') this.#world.tell(request, { type: 'disconnected', by: 'us' });
    const failed = (reason === 'failed' || reason === 'closed') && request.error !== undefined;
    const error = why ?? (failed ? endError(reason, request.error) : undefined);
    request.outcome = error ? { reason, error } : { reason };
    this.#world.tell(request, { type: 'ended', ...request.outcome });
    request.place?.vacate();
  }

  unsubscribe(): void {
    this.#over = true;
    this.#lives?.unsubscribe();
    // It may be ended by whoever is told of a life, or of a wait, that is still being subscribed to.
    this.#request.life?.unsubscribe();
    this.#request.wait?.unsubscribe();
  }

  /** What is permanent, or became so meanwhile, waits for its next life; all else is over. */
  #goOn(failures: number, error?: unknown): void {
    const request = this.#request;
    if (!this.#world.again(request))
      return this.end(request.state === 'waiting' && !request.reached ? 'failed' : 'closed');
    const wait$ = wait(request, this.#world, this.#world.backoff(failures, error));
    this.#lives = undefined;
    this.#follow(concat(wait$.pipe(take(1), ignoreElements()), attempts(request, this.#world)));
  }

  #follow(lives$: Observable<true>): void {
    this.#hold(lives$.subscribe(this));
  }

  /** By the time it is held it may be over, and followed by another. */
  #hold(lives: Unsubscribable): void {
    if (this.#over) lives.unsubscribe();
    else if (!this.#lives) this.#lives = lives;
  }
}

import { filter, take } from 'rxjs';
import { ConnectionError } from '../core/errors.js';
import type { EndReason, Id, Kind, Request, State } from '../core/request.js';
import type { LiveRequest } from '../operators/live-request.js';
import type { Engine } from './engine.js';
import type { Public } from './public.js';

/** One request, in hand. Its properties tell how it is now. */
export interface ConnectionHandle<A, C> extends Request<A> {
  readonly state: State;
  /** The connection of this moment: a permanent request has several in its life. */
  readonly connection: C | undefined;
  /**
   * Resolves with the connection: that of now, or the next one.
   *
   * Rejects with a `ConnectionError` when the request ends first, and with the reason of `signal` when that aborts, which
   * ends the waiting only.
   */
  established(options?: { readonly signal?: AbortSignal | undefined }): Promise<C>;
  /** Resolves with the reason when the request has ended. Never rejects. */
  ended(): Promise<EndReason>;
  /** Closes the connection or gives up the dial: see `ConnectionManager.disconnect`. */
  disconnect(): boolean;
  /** Ends the request for good: see `ConnectionManager.remove`. */
  remove(): boolean;
  /** Removes it at the end of a `using` block. */
  [Symbol.dispose](): void;
}

/** The edge between streams and promises, for one request. */
export class Handle<A, C> implements ConnectionHandle<A, C> {
  readonly id: Id;
  readonly address: A;
  readonly #engine: Public<Engine<A, C>>;
  readonly #request: LiveRequest<A>;

  constructor(engine: Public<Engine<A, C>>, request: LiveRequest<A>) {
    this.id = request.id;
    this.address = request.address;
    this.#engine = engine;
    this.#request = request;
  }

  get kind(): Kind {
    return this.#request.kind;
  }

  get state(): State {
    return this.#request.state;
  }

  get connection(): C | undefined {
    return this.#engine.teller.connections.all.get(this.id)?.connection;
  }

  established({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<C> {
    return new Promise((resolve, reject) => {
      const { outcome } = this.#request;
      const connected = this.#engine.teller.connections.all.get(this.id);
      if (signal?.aborted) reject(signal.reason as Error);
      else if (connected) resolve(connected.connection);
      else if (outcome) reject(outcome.error ?? endedBy(outcome.reason));
      else {
        const abort = () => {
          waiting.unsubscribe();
          reject(signal?.reason as Error);
        };
        const waiting = this.#engine.teller
          .of(this.id)
          .pipe(
            filter((event) => event.type === 'established' || event.type === 'ended'),
            take(1),
          )
          .subscribe((event) => {
            signal?.removeEventListener('abort', abort);
            if (event.type === 'established') resolve(event.connection);
            else reject(event.error ?? endedBy(event.reason));
          });
        signal?.addEventListener('abort', abort);
      }
    });
  }

  ended(): Promise<EndReason> {
    return new Promise((resolve) => {
      const { outcome } = this.#request;
      if (outcome) resolve(outcome.reason);
      else {
        this.#engine.teller
          .of(this.id)
          .pipe(filter((event) => event.type === 'ended'))
          .subscribe(({ reason }) => resolve(reason));
      }
    });
  }

  disconnect(): boolean {
    return this.#engine.commands.disconnect({ id: this.id });
  }

  remove(): boolean {
    return this.#engine.commands.remove({ id: this.id });
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

const endedBy = (reason: EndReason) =>
  new ConnectionError(reason, `The request ended before it was established: ${reason}`);

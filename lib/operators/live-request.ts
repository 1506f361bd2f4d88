import { Subject, filter, type Observable, type Subscription } from 'rxjs';
import type { ConnectionError } from '../core/errors.js';
import type { EndReason, Id, Kind, Request, State } from '../core/request.js';
import type { Signal } from '../core/signal.js';

/** How the last life of a request went, as far as the address is to blame: it rests accordingly. */
export type Verdict = 'none' | 'failed' | 'local' | 'lasted' | 'closed';

/** A request while it lives: what is known of it, and the line to it. */
export class LiveRequest<A> implements Request<A> {
  readonly id: Id;
  readonly address: A;
  readonly key: string;
  kind: Kind;
  state: State = 'queued';
  verdict: Verdict = 'none';
  /** What the verdict is about. */
  error: unknown;
  /** How it ended, once it has. */
  outcome: { readonly reason: EndReason; readonly error?: ConnectionError } | undefined;
  /** The hold on its address, if that is leased. */
  readonly lease: Subscription | undefined;
  readonly #signals = new Subject<Signal>();

  constructor(id: Id, address: A, key: string, kind: Kind, lease?: Subscription) {
    this.id = id;
    this.address = address;
    this.key = key;
    this.kind = kind;
    this.lease = lease;
  }

  on<T extends Signal['type']>(type: T): Observable<Extract<Signal, { readonly type: T }>> {
    return this.#signals.pipe(
      filter((signal): signal is Extract<Signal, { readonly type: T }> => signal.type === type),
    );
  }

  send(signal: Signal): void {
    this.#signals.next(signal);
  }

  end(reason: EndReason): void {
    this.#signals.next({ type: 'end', reason });
  }
}

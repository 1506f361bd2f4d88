import type { ConnectionEvent, RequestEvent } from './events.js';
import type { Health } from './health.js';
import type { Id, Request } from './request.js';
import type { RequestState, Snapshot } from './snapshot.js';
import { nextState } from './state.js';

const row = <A>(before: RequestState<A> | undefined, event: RequestEvent<A, unknown>, at: number): RequestState<A> => {
  const { id, address, kind } = event;
  const state = nextState(before?.state ?? (event.type === 'waiting' ? 'dialing' : 'queued'), event.type);
  const since = before?.state === state ? before.since : at;
  const failures = event.type === 'waiting' ? event.failures : state === 'established' ? 0 : (before?.failures ?? 0);
  const kept = state === 'established' ? undefined : before?.error;
  const error = 'error' in event && event.error !== undefined ? event.error : kept;
  return {
    id,
    address,
    kind,
    state,
    since,
    failures,
    ...(event.type === 'waiting' ? { retryAt: at + event.delay } : {}),
    ...(error === undefined ? {} : { error }),
  };
};

/** The fold of events into a snapshot: an event costs the same with any number of requests, a snapshot is made when asked. */
export class Ledger<A> {
  readonly #rows = new Map<Id, RequestState<A>>();
  readonly #totals = { dialing: 0, established: 0, failed: 0, disconnected: 0, waiting: 0, ended: 0, health: 0 };
  #health: Health = 'idle';
  #at: number;
  #snapshot: Snapshot<A> | undefined;

  constructor(at: number) {
    this.#at = at;
  }

  apply(event: ConnectionEvent<A, unknown>, at: number): void {
    this.#changed(at);
    this.#totals[event.type] += 1;
    if (event.type === 'health') this.#health = event.health;
    else if (event.type === 'ended') this.#rows.delete(event.id);
    else this.#rows.set(event.id, row(this.#rows.get(event.id), event, at));
  }

  /** For what no event tells: a request that waits for a free dial, or one that became of another kind. */
  put(request: Request<A>, at: number, state = this.#rows.get(request.id)?.state): void {
    if (state === undefined) return;
    this.#changed(at);
    const { id, address, kind } = request;
    const { retryAt: _, ...before } = this.#rows.get(id) ?? { failures: 0, since: at, state };
    const since = before.state === state ? before.since : at;
    const waiting = state === 'waiting' && _ !== undefined ? { retryAt: _ } : {};
    this.#rows.set(id, { ...before, id, address, kind, state, since, ...waiting });
  }

  get(id: Id): RequestState<A> | undefined {
    return this.#rows.get(id);
  }

  snapshot(): Snapshot<A> {
    return (this.#snapshot ??= {
      at: this.#at,
      health: this.#health,
      requests: [...this.#rows.values()],
      totals: { ...this.#totals },
    });
  }

  #changed(at: number): void {
    this.#at = at;
    this.#snapshot = undefined;
  }
}

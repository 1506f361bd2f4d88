import type { ConnectionEvent, RequestEvent } from './events.js';
import type { Health } from './health.js';
import type { Id, Request, State } from './request.js';
import type { RequestState, Snapshot } from './snapshot.js';
import { nextState } from './state.js';

type Row<A> = { -readonly [K in keyof RequestState<A>]: RequestState<A>[K] };

const rowOf = <A>({ id, address, kind }: Request<A>, state: State, since: number, failures: number): Row<A> => ({
  id,
  address,
  kind,
  state,
  since,
  failures,
});

const failuresAfter = (before: number, event: RequestEvent<unknown, unknown>): number =>
  event.type === 'waiting' ? event.failures : event.type === 'established' ? 0 : before;

/** The row of a request after an event: what was said of its last life goes when the next one is established. */
const rowAfter = <A>(before: RequestState<A> | undefined, event: RequestEvent<A, unknown>, at: number): Row<A> => {
  const state = nextState(before?.state ?? 'queued', event.type);
  const since = before?.state === state ? before.since : at;
  const row = rowOf(event, state, since, failuresAfter(before?.failures ?? 0, event));
  if (event.type === 'waiting') row.retryAt = at + event.delay;
  const told = event.type === 'failed' || event.type === 'disconnected' ? event.error : undefined;
  const error = told ?? (state === 'established' ? undefined : before?.error);
  if (error !== undefined) row.error = error;
  return row;
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
    this.#change(at);
    this.#totals[event.type] += 1;
    if (event.type === 'health') this.#judge(event.health, at);
    else if (event.type === 'ended') this.#rows.delete(event.id);
    else this.#rows.set(event.id, this.#asItIs(rowAfter(this.#rows.get(event.id), event, at)));
  }

  /** What no event tells: the request waits for a free dial. */
  queue(request: Request<A>, at: number): void {
    this.#change(at);
    const before = this.#rows.get(request.id);
    const row = rowOf(request, 'queued', at, before?.failures ?? 0);
    if (before?.error !== undefined) row.error = before.error;
    this.#rows.set(request.id, row);
  }

  /** What no event tells: the request has become of another kind. */
  relabel({ id, kind }: Request<A>, at: number): void {
    this.#change(at);
    const before = this.#rows.get(id);
    if (before) this.#rows.set(id, { ...before, kind });
  }

  snapshot(): Snapshot<A> {
    return (this.#snapshot ??= {
      at: this.#at,
      health: this.#health,
      requests: [...this.#rows.values()],
      totals: { ...this.#totals },
    });
  }

  /** A suspension cuts dials off, and ends waits: that is told by nothing else. */
  #judge(health: Health, at: number): void {
    this.#health = health;
    if (health !== 'suspended') return;
    for (const row of this.#rows.values()) {
      const { kind, state } = row;
      const cut = state === 'dialing' && (kind === 'permanent' || kind === 'manual');
      if (cut || (state === 'waiting' && kind === 'permanent')) this.queue(row, at);
    }
  }

  /** While suspended, nobody who is permanent waits for a time: whoever has lost its connection is queued. */
  #asItIs(row: RequestState<A>): RequestState<A> {
    const queued = this.#health === 'suspended' && row.kind === 'permanent' && row.state === 'waiting';
    return queued ? { ...row, state: 'queued' } : row;
  }

  #change(at: number): void {
    this.#at = at;
    this.#snapshot = undefined;
  }
}

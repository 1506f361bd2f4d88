import type { Health } from '../../core/health.js';
import type { Kind, Request, State } from '../../core/request.js';
import type { RequestState } from '../../core/snapshot.js';
import { keysOf } from './keys-of.js';
import type { Metrics } from './metrics.js';
import { Series } from './series.js';

export const kinds = keysOf<Kind>({ automatic: 0, manual: 0, permanent: 0, inbound: 0 });
/** What has ended is in no snapshot. */
const states = keysOf<Exclude<State, 'ended'>>({ queued: 0, dialing: 0, established: 0, waiting: 0 });
const healths = keysOf<Health>({
  ok: 0,
  connecting: 0,
  starving: 0,
  outage: 0,
  idle: 0,
  suspended: 0,
  stopped: 0,
});

/** How many places there are: of the whole, or of each pool. */
export type Places = number | Readonly<Record<string, number>>;

/** The pool of a request, where there are pools. */
export const poolOf = (request: Request<unknown> & { readonly pool?: string | undefined }): string =>
  request.pool ?? '';

/** The value of one series. */
interface Value {
  set(value: number): void;
}

/** The gauges of one manager: set when they are about to be read, at no cost before that. */
export class Reading {
  readonly #requests: Series<Value>;
  readonly #places: Series<Value>;
  readonly #health: Series<Value>;

  constructor(metrics: Metrics, manager: string) {
    this.#requests = new Series(metrics.requests.gauge, manager);
    this.#places = new Series(metrics.places.gauge, manager);
    this.#health = new Series(metrics.health.gauge, manager);
  }

  /** A kind, state and pool of which there was a request before and is none now is 0. */
  requests(rows: readonly RequestState<unknown>[]): void {
    for (const kind of kinds) for (const state of states) this.#requests.of(kind, state, '');
    const counts = new Map<Value, number>();
    for (const row of rows) {
      const one = this.#requests.of(row.kind, row.state, poolOf(row));
      counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    for (const one of this.#requests.all()) one.set(counts.get(one) ?? 0);
  }

  places(places: Places): void {
    const ofEach = typeof places === 'number' ? { '': places } : places;
    for (const one of this.#places.all()) one.set(0);
    for (const [pool, count] of Object.entries(ofEach)) this.#places.of(pool).set(count);
  }

  health(health: Health): void {
    for (const one of healths) this.#health.of(one).set(one === health ? 1 : 0);
  }

  remove(): void {
    for (const series of [this.#requests, this.#places, this.#health]) series.remove();
  }
}

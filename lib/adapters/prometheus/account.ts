import type { ConnectionEvent, RequestEvent } from '../../core/events.js';
import type { EndReason } from '../../core/request.js';
import type { InboundRefusalReason, RefusalReason } from '../../core/refusal.js';
import type { RequestState } from '../../core/snapshot.js';
import { codeOf } from './code-of.js';
import { Durations } from './durations.js';
import { keysOf } from './keys-of.js';
import type { Metrics } from './metrics.js';
import { kinds, poolOf } from './reading.js';
import { Series } from './series.js';

type Event = RequestEvent<unknown, unknown>;

const types = keysOf<Event['type']>({
  dialing: 0,
  established: 0,
  failed: 0,
  disconnected: 0,
  waiting: 0,
  ended: 0,
});
const reasons = keysOf<EndReason>({
  removed: 0,
  stopped: 0,
  suspended: 0,
  closed: 0,
  failed: 0,
  duplicate: 0,
  banned: 0,
  full: 0,
  surplus: 0,
});
/** Those of a manager, and those of `admit`. */
const refusals: ReadonlySet<string> = keysOf<InboundRefusalReason | RefusalReason>({
  full: 0,
  banned: 0,
  duplicate: 0,
  suspended: 0,
  failed: 0,
  descriptors: 0,
  denied: 0,
  host: 0,
  prefix: 0,
  unfinished: 0,
  rate: 0,
  flood: 0,
});

const seriesOf = (metrics: Metrics, manager: string) => ({
  events: new Series(metrics.events, manager),
  dials: new Series(metrics.dials, manager),
  failures: new Series(metrics.failures, manager),
  disconnections: new Series(metrics.disconnections, manager),
  ended: new Series(metrics.ended, manager),
  refused: new Series(metrics.refused, manager),
  errors: new Series(metrics.errors, manager),
  establish: new Series(metrics.establish, manager),
  connection: new Series(metrics.connection, manager),
  wait: new Series(metrics.wait, manager),
});

/** Whose account it is. */
export interface Owner {
  /** Its name. */
  readonly manager: string;
  /** Codes of errors that are told apart besides those that are known. */
  readonly codes: ReadonlySet<unknown>;
  /** The requests that there are already. */
  readonly requests: readonly RequestState<unknown>[];
}

/** The counters and histograms of one manager. What can be foreseen begins with 0: a first failure is an increase, too. */
export class Account {
  readonly #series: ReturnType<typeof seriesOf>;
  readonly #durations: Durations;
  readonly #codes: ReadonlySet<unknown>;

  constructor(metrics: Metrics, { manager, codes, requests }: Owner) {
    this.#series = seriesOf(metrics, manager);
    this.#durations = new Durations(requests);
    this.#codes = codes;
    this.#begin();
  }

  count(event: ConnectionEvent<unknown, unknown>, now: number): void {
    if (event.type === 'health') {
      this.#series.events.of('health', '', '').inc();
      if (event.error !== undefined) this.#series.errors.of(codeOf(event.error, this.#codes)).inc();
      return;
    }
    this.#series.events.of(event.type, event.kind, poolOf(event)).inc();
    this.#detail(event, this.#durations.after(event, now));
  }

  refuse(reason: string): void {
    this.#series.refused.of(refusals.has(reason) ? reason : 'other').inc();
  }

  remove(): void {
    for (const one of Object.values(this.#series)) one.remove();
  }

  /** What the event says beyond its type, and how long that lasted which it ends. */
  #detail(event: Event, seconds: number | undefined): void {
    const { kind } = event;
    const pool = poolOf(event);
    switch (event.type) {
      case 'dialing':
        return this.#series.dials.of(kind, pool).inc();
      case 'established':
        return seconds === undefined ? undefined : this.#series.establish.of(kind, pool).observe(seconds);
      case 'failed':
        return this.#series.failures.of(codeOf(event.error, this.#codes), kind, pool).inc();
      case 'disconnected':
        this.#series.disconnections.of(event.by, kind, pool).inc();
        return seconds === undefined ? undefined : this.#series.connection.of(kind, pool).observe(seconds);
      case 'waiting':
        return this.#series.wait.of(kind, pool).observe(event.delay / 1_000);
      case 'ended':
        return this.#series.ended.of(event.reason, kind, pool).inc();
    }
  }

  #begin(): void {
    this.#series.events.of('health', '', '').inc(0);
    for (const kind of kinds) {
      for (const type of types) this.#series.events.of(type, kind, '').inc(0);
      for (const by of ['peer', 'us']) this.#series.disconnections.of(by, kind, '').inc(0);
      for (const reason of reasons) this.#series.ended.of(reason, kind, '').inc(0);
      this.#series.dials.of(kind, '').inc(0);
    }
    for (const reason of refusals) this.#series.refused.of(reason).inc(0);
  }
}

import type { ConnectionEvent, RequestEvent } from '../../core/events.js';
import type { EndReason } from '../../core/request.js';
import type { RefusalReason } from '../../core/refusal.js';
import type { RequestState } from '../../core/snapshot.js';
import { codeOf } from './code-of.js';
import { Durations } from './durations.js';
import type { Metrics } from './metrics.js';
import { kinds, poolOf } from './reading.js';
import { Series } from './series.js';

type Event = RequestEvent<unknown, unknown>;

const types: readonly Event['type'][] = ['dialing', 'established', 'failed', 'disconnected', 'waiting', 'ended'];
const reasons: readonly EndReason[] = [
  ...(['removed', 'stopped', 'closed', 'failed', 'duplicate', 'banned', 'full', 'surplus'] as const),
];
/** Those of a manager, and those of `admit`. */
const refusals: ReadonlySet<string> = new Set<RefusalReason | EndReason>([
  ...(['full', 'banned', 'duplicate', 'failed'] as const),
  ...(['descriptors', 'denied', 'host', 'prefix', 'unfinished', 'rate', 'flood'] as const),
]);

/** The counters and histograms of one manager. What can be foreseen begins with 0: a first failure is an increase, too. */
export class Account {
  readonly #events;
  readonly #dials;
  readonly #failures;
  readonly #disconnections;
  readonly #ended;
  readonly #refused;
  readonly #errors;
  readonly #establish;
  readonly #connection;
  readonly #wait;
  readonly #durations: Durations;
  readonly #codes: ReadonlySet<unknown>;

  constructor(metrics: Metrics, manager: string, codes: ReadonlySet<unknown>, rows: readonly RequestState<unknown>[]) {
    this.#events = new Series(metrics.events, manager);
    this.#dials = new Series(metrics.dials, manager);
    this.#failures = new Series(metrics.failures, manager);
    this.#disconnections = new Series(metrics.disconnections, manager);
    this.#ended = new Series(metrics.ended, manager);
    this.#refused = new Series(metrics.refused, manager);
    this.#errors = new Series(metrics.errors, manager);
    this.#establish = new Series(metrics.establish, manager);
    this.#connection = new Series(metrics.connection, manager);
    this.#wait = new Series(metrics.wait, manager);
    this.#durations = new Durations(rows);
    this.#codes = codes;
    this.#begin();
  }

  count(event: ConnectionEvent<unknown, unknown>, now: number): void {
    if (event.type === 'health') {
      this.#events.of('health', '', '').inc();
      if (event.error !== undefined) this.#errors.of(codeOf(event.error, this.#codes)).inc();
      return;
    }
    this.#events.of(event.type, event.kind, poolOf(event)).inc();
    this.#detail(event, this.#durations.after(event, now));
  }

  refuse(reason: string): void {
    this.#refused.of(refusals.has(reason) ? reason : 'other').inc();
  }

  remove(): void {
    for (const series of [this.#events, this.#dials, this.#failures, this.#disconnections, this.#ended])
      series.remove();
    for (const series of [this.#refused, this.#errors]) series.remove();
    for (const series of [this.#establish, this.#connection, this.#wait]) series.remove();
  }

  /** What the event says beyond its type, and how long that lasted which it ends. */
  #detail(event: Event, seconds: number | undefined): void {
    const { kind } = event;
    const pool = poolOf(event);
    switch (event.type) {
      case 'dialing':
        return this.#dials.of(kind, pool).inc();
      case 'established':
        return seconds === undefined ? undefined : this.#establish.of(kind, pool).observe(seconds);
      case 'failed':
        return this.#failures.of(codeOf(event.error, this.#codes), kind, pool).inc();
      case 'disconnected':
        this.#disconnections.of(event.by, kind, pool).inc();
        return seconds === undefined ? undefined : this.#connection.of(kind, pool).observe(seconds);
      case 'waiting':
        return this.#wait.of(kind, pool).observe(event.delay / 1_000);
      case 'ended':
        return this.#ended.of(event.reason, kind, pool).inc();
    }
  }

  #begin(): void {
    this.#events.of('health', '', '').inc(0);
    for (const kind of kinds) {
      for (const type of types) this.#events.of(type, kind, '').inc(0);
      for (const by of ['peer', 'us']) this.#disconnections.of(by, kind, '').inc(0);
      for (const reason of reasons) this.#ended.of(reason, kind, '').inc(0);
      this.#dials.of(kind, '').inc(0);
    }
    for (const reason of refusals) this.#refused.of(reason).inc(0);
  }
}

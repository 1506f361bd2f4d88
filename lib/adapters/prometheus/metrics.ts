import { Counter, Gauge, Histogram, type Registry, type RegistryContentType } from 'prom-client';
import { Subject, type Observable } from 'rxjs';

/** What prom-client collects metrics in. */
export type Register = Registry<RegistryContentType>;

/** A gauge, and when it is about to be read. */
export interface ReadGauge {
  readonly gauge: Gauge;
  readonly read$: Observable<void>;
}

/** The metrics of the managers that share a register. The first label of each is `manager`. */
export interface Metrics {
  readonly requests: ReadGauge;
  readonly places: ReadGauge;
  readonly health: ReadGauge;
  readonly events: Counter;
  readonly dials: Counter;
  readonly failures: Counter;
  readonly disconnections: Counter;
  readonly ended: Counter;
  readonly refused: Counter;
  readonly errors: Counter;
  readonly establish: Histogram;
  readonly connection: Histogram;
  readonly wait: Histogram;
  /** The names of those that have series in them. */
  readonly managers: Set<string>;
  /** None of them is in the register any longer. */
  readonly remove: () => void;
}

/** In seconds: from a peer on the same machine to the default `dialTimeout`. */
const establishBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** In seconds: from one that drops at once to a week. */
const connectionBuckets = [1, 5, 30, 60, 300, 1_800, 3_600, 21_600, 86_400, 604_800];
/** In seconds: about the steps of the default back-off, and longer ones. */
const waitBuckets = [0.1, 1, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Makes metrics in a register, and remembers which, so that they can be taken out of it again. */
class Workshop {
  readonly #register: Register;
  readonly #prefix: string;
  readonly #made = new Map<string, unknown>();

  constructor(register: Register, prefix: string) {
    this.#register = register;
    this.#prefix = prefix;
  }

  counter(name: string, help: string, ...labels: readonly string[]): Counter {
    return this.#note(name, new Counter(this.#configuration(name, help, labels)));
  }

  gauge(name: string, help: string, ...labels: readonly string[]): ReadGauge {
    const read$ = new Subject<void>();
    const collect = () => read$.next();
    return { gauge: this.#note(name, new Gauge({ ...this.#configuration(name, help, labels), collect })), read$ };
  }

  histogram(name: string, buckets: readonly number[], help: string, ...labels: readonly string[]): Histogram {
    const configuration = { ...this.#configuration(name, help, labels), buckets: [...buckets] };
    return this.#note(name, new Histogram(configuration));
  }

  /** What others put in the place of one meanwhile stays. */
  clear(): void {
    for (const [name, metric] of this.#made) {
      if (this.#register.getSingleMetric(name) === metric) this.#register.removeSingleMetric(name);
    }
  }

  #configuration(name: string, help: string, labels: readonly string[]) {
    const registers = [this.#register as Registry];
    return { name: `${this.#prefix}${name}`, help, labelNames: ['manager', ...labels], registers };
  }

  #note<M>(name: string, metric: M): M {
    this.#made.set(`${this.#prefix}${name}`, metric);
    return metric;
  }
}

const make = (one: Workshop): Omit<Metrics, 'managers' | 'remove'> => ({
  requests: one.gauge('requests', 'Live requests, by what became of them so far', 'kind', 'state', 'pool'),
  places: one.gauge('places', 'Automatic connections that are wanted', 'pool'),
  health: one.gauge('health', '1 for the state of the whole, 0 for every other', 'health'),
  events: one.counter('events_total', 'Events told', 'type', 'kind', 'pool'),
  dials: one.counter('dials_total', 'Dials begun', 'kind', 'pool'),
  failures: one.counter('failures_total', 'Dials that failed', 'code', 'kind', 'pool'),
  disconnections: one.counter('disconnections_total', 'Connections that ended', 'by', 'kind', 'pool'),
  ended: one.counter('ended_total', 'Requests that ended for good', 'reason', 'kind', 'pool'),
  refused: one.counter('refused_total', 'Connections that came in and were not let in', 'reason'),
  errors: one.counter('errors_total', 'What went wrong and belongs to no request', 'code'),
  establish: one.histogram(
    'establish_seconds',
    establishBuckets,
    'From the start of a dial until its connection was established',
    ...['kind', 'pool'],
  ),
  connection: one.histogram('connection_seconds', connectionBuckets, 'How long connections lasted', 'kind', 'pool'),
  wait: one.histogram('wait_seconds', waitBuckets, 'Waits begun before another dial', 'kind', 'pool'),
});

/**
 * Returns the metrics, which are in the register from now on.
 *
 * @throws Error if the register has a metric of one of their names already; then none of them is in it
 */
export const makeMetrics = (register: Register, prefix: string): Metrics => {
  const workshop = new Workshop(register, prefix);
  const remove = () => workshop.clear();
  try {
    return { ...make(workshop), managers: new Set(), remove };
  } catch (error) {
    remove();
    throw error;
  }
};

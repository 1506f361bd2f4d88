/** What both the counters and the others of prom-client can do. */
interface Labelled<C> {
  labels(...values: readonly string[]): C;
  remove(...values: readonly string[]): void;
}

interface Entry<C> {
  readonly values: readonly string[];
  readonly child: C;
}

/** The series that one manager has in one metric, by the values of its labels: as many as there are combinations of those. */
export class Series<C> {
  readonly #metric: Labelled<C>;
  readonly #manager: string;
  readonly #entries = new Map<string, Entry<C>>();

  constructor(metric: Labelled<C>, manager: string) {
    this.#metric = metric;
    this.#manager = manager;
  }

  of(...values: readonly string[]): C {
    const key = values.join('\0');
    const known = this.#entries.get(key);
    if (known) return known.child;
    const entry = { values: [this.#manager, ...values], child: this.#metric.labels(this.#manager, ...values) };
    this.#entries.set(key, entry);
    return entry.child;
  }

  all(): readonly C[] {
    return Array.from(this.#entries.values(), ({ child }) => child);
  }

  /** None of them is in the metric any longer. */
  remove(): void {
    for (const { values } of this.#entries.values()) this.#metric.remove(...values);
    this.#entries.clear();
  }
}

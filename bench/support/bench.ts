/** A row of a table, or one line of JSON: names and what was measured. */
export type Figures = Readonly<Record<string, number | string | boolean>>;

/** What the issue of this package promised for one figure. */
export interface Bound {
  readonly field: string;
  readonly atMost: number;
}

/** One line of JSON, and the bounds that hold for it. */
export interface Line {
  readonly figures: Figures;
  readonly bounds: readonly Bound[];
}

/** What a bench found out. */
export interface Outcome {
  /** For readers: one table, whatever its columns. */
  readonly table: readonly Figures[];
  /** For programs. */
  readonly lines: readonly Line[];
}

/** One thing that is measured. */
export interface Bench {
  readonly name: string;
  /** What is measured, in one sentence. */
  readonly about: string;
  /** Measures. `note` tells whoever waits how far it has come. */
  readonly run: (note: (progress: string) => void) => Promise<Outcome>;
}

import type { Report } from './report.js';
import type { ShownRow } from './shown-row.js';
import type { Tally } from './tally.js';

/** Everything that the live view shows, as plain data. */
export interface Model {
  readonly title: string;
  readonly startedAt: number;
  readonly now: number;
  readonly tally: Tally;
  readonly requests: readonly ShownRow[];
  /** Newest first. */
  readonly news: readonly Report[];
}

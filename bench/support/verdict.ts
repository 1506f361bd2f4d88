import type { Bound, Figures } from './bench.js';

/** Returns whether a figure keeps to its bound. */
export const isMet = (figures: Figures, { field, atMost }: Bound): boolean => Number(figures[field]) <= atMost;

/** Returns a sentence for people: `ratio 1.21, at most 1.35: met`. */
export const verdict = (figures: Figures, bound: Bound): string =>
  `${bound.field} ${String(figures[bound.field])}, at most ${bound.atMost}: ${isMet(figures, bound) ? 'met' : 'NOT met'}`;

import type { Ban } from './ban.js';
import type { ArgumentError } from './errors.js';
import type { Offence } from './offence.js';

/**
 * What came of one offence:
 * - `noted`: nothing yet;
 * - `warning`: the score is above half of the threshold;
 * - `ban`: it is above the threshold;
 * - `exempt`: it is, but the peer is one that is never banned;
 * - `refused`: it was no offence, and counts for nothing.
 *
 * `subnet` is what answers for it, `score` the score thereafter. After `ban` and `exempt` the score starts over.
 */
export type Verdict = { readonly offence: Offence } & (
  | { readonly type: 'noted' | 'warning' | 'exempt'; readonly subnet: string; readonly score: number }
  | { readonly type: 'ban'; readonly subnet: string; readonly score: number; readonly ban: Ban }
  | { readonly type: 'refused'; readonly error: ArgumentError }
);

import { map, merge, type Observable } from 'rxjs';
import { summarize, type Address, type InboundRefusalReason, type Refusal, type RefusalReason } from 'rx-connmgr';
import type { Refused } from './report.js';

type Reason = RefusalReason | InboundRefusalReason;

/** Milliseconds between two reports for the same reason. */
const EVERY = 1_000;

/** Returns reports of those that were refused: few of many, whose counts add up. */
export const refusals = (...refused: readonly Observable<Refusal<Address, Reason>>[]): Observable<Refused> =>
  merge(...refused).pipe(
    summarize({ first: 1, every: EVERY }),
    map((summary) => ({ type: 'refused', ...summary })),
  );

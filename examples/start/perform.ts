import {
  EMPTY,
  NEVER,
  asyncScheduler,
  connect,
  filter,
  forkJoin,
  ignoreElements,
  lastValueFrom,
  merge,
  repeat,
  scan,
  shareReplay,
  startWith,
  take,
  takeUntil,
  timer,
  toArray,
  type Observable,
} from 'rxjs';
import { seededRandom } from 'rx-connmgr/testing';
import { addReport } from './add-report.js';
import { broken } from './broken.js';
import { hold } from './hold.js';
import type { Shown } from './models.js';
import { openSockets } from './open-sockets.js';
import type { Plan } from './plan.js';
import { refusals } from './refusals.js';
import { script } from './script.js';
import { summarize, type Summary } from './summary.js';
import { emptyTally, type Tally } from './tally.js';
import { troubles } from './troubles.js';

/** Milliseconds after which the script goes on even if the targets are not held again. */
const PATIENCE = 10_000;

/** How a plan is carried out. */
export interface Conditions {
  /** Which peers the troubles befall. */
  readonly randomSeed: number;
  /** Whether the script of troubles begins again when it is through; else that is the end. */
  readonly endless: boolean;
  /** Its first value, the reason, stops everything in order. */
  readonly stop$: Observable<string>;
  /** Shows what happens: subscribed to from the start to the stop. */
  readonly show: (shown: Shown) => Observable<unknown>;
}

const troublesOf = (
  { held, network, friends = [], flood$ = () => EMPTY }: Plan,
  { randomSeed, endless }: Conditions,
) => {
  if (network === undefined) return NEVER;
  const healed$ = held.health$.pipe(
    filter((health) => health === 'ok'),
    take(1),
    takeUntil(timer(PATIENCE)),
  );
  const round$ = troubles(script(network, friends, flood$, seededRandom(randomSeed)), healed$);
  return endless ? round$.pipe(repeat()) : round$;
};

const carryOut = async (plan: Plan, conditions: Conditions): Promise<Summary> => {
  const { title, targets, held, beside$ = NEVER } = plan;
  const startedAt = asyncScheduler.now();
  const nothing = emptyTally(targets.automatic, targets.permanent, targets.inbound);
  const tally$ = hold({
    held,
    beside$: merge(beside$, refusals(held.refused$)),
    trouble$: troublesOf(plan, conditions),
    stop$: conditions.stop$,
  }).pipe(
    connect((report$): Observable<Tally> => {
      const tally$ = report$.pipe(
        scan(addReport, nothing),
        startWith(nothing),
        shareReplay({ bufferSize: 1, refCount: true }),
      );
      const shown$ = conditions.show({ title, report$, tally$, rows: () => held.rows() });
      return merge(shown$.pipe(ignoreElements()), tally$);
    }),
  );
  // In this order: the second one starts it all.
  const [complaints, tally] = await lastValueFrom(forkJoin([broken(held, targets.automatic).pipe(toArray()), tally$]));
  const duration = asyncScheduler.now() - startedAt;
  const openAtEnd = await lastValueFrom(openSockets());
  return summarize(tally, { duration, openAtEnd, broken: complaints });
};

/** Carries a plan out, and resolves to how it went when everything is stopped and closed. */
export const perform = async (plan: Plan, conditions: Conditions): Promise<Summary> => {
  try {
    return await carryOut(plan, conditions);
  } finally {
    await plan.network?.close();
  }
};

import type { Socket } from 'node:net';
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
import { ConnectionManager, type Address } from 'rx-connmgr';
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
  { network, permanent, flood$ = () => EMPTY }: Plan,
  manager: ConnectionManager<Address, Socket>,
  { randomSeed, endless }: Conditions,
) => {
  if (network === undefined) return NEVER;
  const healed$ = manager.health$.pipe(
    filter((health) => health === 'ok'),
    take(1),
    takeUntil(timer(PATIENCE)),
  );
  const round$ = troubles(script(network, permanent, flood$, seededRandom(randomSeed)), healed$);
  return endless ? round$.pipe(repeat()) : round$;
};

/** The most connections of each kind that there are to be: permanent ones have their room first. */
const targetsOf = ({ maxOutbound, maxPeers = Infinity, permanent, inbound, maxInbound = Infinity }: Plan) => {
  const automatic = Math.max(0, Math.min(maxOutbound, maxPeers - permanent.length));
  const left = Math.max(0, maxPeers - permanent.length - automatic);
  return [automatic, permanent.length, inbound === undefined ? 0 : Math.min(maxInbound, left)] as const;
};

const carryOut = async (plan: Plan, conditions: Conditions): Promise<Summary> => {
  const { title, permanent, beside$ = NEVER, network: _, flood$: __, ...options } = plan;
  const startedAt = asyncScheduler.now();
  const manager = new ConnectionManager(options);
  const nothing = emptyTally(...targetsOf(plan));
  const tally$ = hold({
    manager,
    permanent,
    beside$: merge(beside$, refusals(manager.refused$)),
    trouble$: troublesOf(plan, manager, conditions),
    stop$: conditions.stop$,
  }).pipe(
    connect((report$): Observable<Tally> => {
      const tally$ = report$.pipe(
        scan(addReport, nothing),
        startWith(nothing),
        shareReplay({ bufferSize: 1, refCount: true }),
      );
      const shown$ = conditions.show({ title, report$, tally$, snapshot: () => manager.snapshot() });
      return merge(shown$.pipe(ignoreElements()), tally$);
    }),
  );
  // In this order: the second one starts the manager.
  const [complaints, tally] = await lastValueFrom(
    forkJoin([broken(manager, options.maxOutbound).pipe(toArray()), tally$]),
  );
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

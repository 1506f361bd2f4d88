import {
  NEVER,
  asyncScheduler,
  defer,
  distinctUntilChanged,
  repeat,
  switchMap,
  timer,
  type OperatorFunction,
} from 'rxjs';

/** The clock of the system may be set, and machines sleep: one timer alone would be late by as much. */
const longestSleep = 3_600_000;

/**
 * Returns an operator from instants (milliseconds since the epoch; `Infinity` never comes) to wakings: it emits when the last
 * instant given has come, and once an hour until then. Whoever is woken looks at the clock, and gives another instant; until
 * then it is woken again.
 *
 * ```
 * source      4-----9-∞----
 * wakeAt()    ----ww-------     9 is given up before it comes
 * ```
 */
export const wakeAt = (): OperatorFunction<number, unknown> => (instant$) =>
  instant$.pipe(
    distinctUntilChanged(),
    switchMap((instant) =>
      instant === Infinity
        ? NEVER
        : defer(() => timer(Math.min(Math.max(instant - asyncScheduler.now(), 1), longestSleep))).pipe(repeat()),
    ),
  );

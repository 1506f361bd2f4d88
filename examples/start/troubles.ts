import { Subscription, concat, concatMap, from, ignoreElements, of, timer, using, type Observable } from 'rxjs';
import type { Trouble } from './report.js';
import type { Strike } from './script.js';

/** Milliseconds of quiet before each trouble. */
export const CALM = 1_500;

/** Milliseconds after the end of a cause in which what it set going still arrives. */
export const SETTLE = 500;

const sleep = (duration: number): Observable<never> => timer(duration).pipe(ignoreElements());

const told = (phase: Trouble['phase'], { text, harmless }: Strike): Observable<Trouble> =>
  of({ type: 'trouble', phase, text, ...(harmless ? { harmless } : {}) });

/** The cause of a trouble is a resource: it is there as long as it is subscribed to, and undone whatever ends it. */
const cause = ({ lasts, strike }: Strike): Observable<never> =>
  using(
    () => new Subscription(strike()),
    () => sleep(lasts),
  );

/**
 * Returns an observable that does what the script says, one trouble after the other, and tells when each begins and is
 * over. The next one waits until `healed$` completes.
 *
 * ```
 * cause     --^-----!--------^----
 * healed$             --|
 * troubles  --b-----o--------b----
 * ```
 */
export const troubles = (script: readonly Strike[], healed$: Observable<unknown>): Observable<Trouble> =>
  from(script).pipe(
    concatMap((strike) =>
      concat(
        sleep(CALM),
        told('begins', strike),
        cause(strike),
        sleep(SETTLE),
        told('over', strike),
        healed$.pipe(ignoreElements()),
      ),
    ),
  );

import { catchError, ignoreElements, merge, of, tap, type Observable } from 'rxjs';
import type { ConnectionManager } from 'rx-connmgr';
import { expectInvariants, invariants } from 'rx-connmgr/testing';

/**
 * Returns an observable of what must never happen and did: nothing if all is well. It looks at the order of all events
 * and at each snapshot, and stops looking at what it found broken, since the rest would follow from that.
 */
export const broken = (
  { events$, snapshot$ }: Pick<ConnectionManager, 'events$' | 'snapshot$'>,
  maxOutbound: number,
): Observable<string> => {
  const told = catchError<never, Observable<string>>((err: unknown) =>
    of(err instanceof Error ? err.message : String(err)),
  );
  return merge(
    events$.pipe(invariants(), ignoreElements(), told),
    snapshot$.pipe(
      tap((snapshot) => expectInvariants(snapshot, { maxOutbound })),
      ignoreElements(),
      told,
    ),
  );
};

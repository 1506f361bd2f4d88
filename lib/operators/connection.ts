import { Observable, Subscription, map, take } from 'rxjs';
import type { Backoff } from '../core/backoff.js';
import type { Dialler } from '../core/dial.js';
import { ConnectionError, isConnectionError } from '../core/errors.js';
import type { Happening, RequestEvent } from '../core/events.js';
import { isLocalFault } from '../core/local-fault.js';
import type { EndReason } from '../core/request.js';
import { nextState } from '../core/state.js';
import { attempts } from './attempts.js';
import type { Gate } from './gate.js';
import type { LiveRequest } from './live-request.js';

/** What all connections of one manager share. */
export interface ConnectionOptions<A, C> {
  readonly dial: Dialler<A, C>;
  readonly gate: Gate;
  readonly deadline$: Observable<unknown>;
  readonly lasting$: Observable<unknown>;
  readonly backoff: Backoff;
  /** Whether a request that is permanent may be dialled again: not while the manager drains. */
  readonly mayWait: () => boolean;
  /** Called before a change of state is told. */
  readonly moved: (request: LiveRequest<A>, from: LiveRequest<A>['state']) => void;
}

const rank = { permanent: 0, manual: 1, inbound: 1, automatic: 2 } as const;

/** Whatever it was, the reason and what was thrown below: an error that says its own code stays as it is. */
const endError = (reason: 'failed' | 'closed', error: unknown): ConnectionError =>
  isConnectionError(error)
    ? error
    : new ConnectionError(reason, error instanceof Error ? error.message : String(error), { cause: error });

/**
 * Returns the events of one request, from its first dial to its one `ended`, and completes; it never errors.
 * Unsubscribing cuts it off: the dial is cancelled or the connection closed, and nothing more is told.
 *
 * ```
 * dial    --c-----          --c-----
 * signal  ------disconnect  -----remove
 * events  d-e---(x.)        d-e--(x.)
 * ```
 */
export const connection = <A, C>(
  request: LiveRequest<A>,
  { dial, gate, deadline$, lasting$, backoff, mayWait, moved }: ConnectionOptions<A, C>,
): Observable<RequestEvent<A, C>> =>
  new Observable<RequestEvent<A, C>>((subscriber) => {
    const lives = new Subscription();
    let lasted = false;
    let last: Happening<C> | undefined;

    const tell = (happening: Happening<C>) => {
      const from = request.state;
      request.state = nextState(from, happening.type);
      if (happening.type === 'established') lasted = false;
      if (happening.type === 'failed') request.verdict = isLocalFault(happening.error) ? 'local' : 'failed';
      if (happening.type === 'disconnected')
        request.verdict = lasted ? 'lasted' : happening.by === 'us' ? 'closed' : 'failed';
      if ('error' in happening) request.error = happening.error;
      last = happening;
      moved(request, from);
      const { id, address, kind } = request;
      subscriber.next({ id, address, kind, ...happening });
    };
    const finish = (reason: EndReason) => {
      const why = last;
      lives.unsubscribe();
      if (request.state === 'established') tell({ type: 'disconnected', by: 'us' });
      const told = reason === 'failed' || reason === 'closed';
      const error = told && why && 'error' in why ? endError(reason, why.error) : undefined;
      request.outcome = { reason, ...(error ? { error } : {}) };
      tell({ type: 'ended', ...request.outcome });
      subscriber.complete();
    };
    const slot$ = new Observable<void>((visitor) => {
      const visit = gate.enter(rank[request.kind]).subscribe(visitor);
      if (request.state === 'waiting' && !visitor.closed) {
        request.state = 'queued';
        moved(request, 'waiting');
      }
      return visit;
    });

    subscriber.add(
      request
        .on('end')
        .pipe(take(1))
        .subscribe(({ reason }) => finish(reason)),
    );
    subscriber.add(lives);
    lives.add(
      attempts<C>({
        dial: () => dial(request.address, request),
        slot$,
        deadline$,
        lasting$,
        hangUp$: request.on('disconnect'),
        retry$: request.on('retry'),
        forgive$: request.on('forgive').pipe(map(({ within }) => within)),
        backoff,
        again: () => request.kind === 'permanent' && mayWait(),
        tell,
      }).subscribe({
        next: () => (lasted = true),
        complete: () => finish(last?.type === 'failed' ? 'failed' : 'closed'),
      }),
    );
  });

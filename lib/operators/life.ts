import { Observable, Subscription, defer } from 'rxjs';
import { ConnectionError } from '../core/errors.js';
import type { Happening } from '../core/events.js';
import { isLocalFault } from '../core/local-fault.js';

/** What one life needs of the world. */
export interface LifeOptions<C> {
  /** Makes the dial. */
  readonly dial: () => Observable<C>;
  /** Its value admits the dial, its unsubscription gives the admission back: see `Gate`. */
  readonly slot$: Observable<unknown>;
  /** Subscribed to when the dial starts: its value ends the dial. */
  readonly deadline$: Observable<unknown>;
  /** Subscribed to when the connection is established: its value says that it has lasted. */
  readonly lasting$: Observable<unknown>;
  /** Its value hangs up, or gives the dial up. */
  readonly hangUp$: Observable<unknown>;
  /** Told what happens, around the stream: nothing but the sign of a lasting connection may pass through a `retry`. */
  readonly tell: (happening: Happening<C>) => void;
}

/**
 * Returns an observable of one life: a dial and the connection it makes. It emits once, when the connection has lasted;
 * errors when the dial fails or the peer ends the connection, orderly or not, since both are as good a reason to dial
 * again; completes when we end it, or when what failed is here and not the peer's.
 *
 * ```
 * dial     ---c----------|        tells   d--e----------x
 * lasting     -----l              life    --------l-----#
 * ```
 *
 * One operator of its own where `timeout`, `takeUntil` and `tap` would do: they cost twice the dial itself.
 */
export const life = <C>({ dial, slot$, deadline$, lasting$, hangUp$, tell }: LifeOptions<C>): Observable<true> =>
  new Observable<true>((subscriber) => {
    let phase: 'queued' | 'dialing' | 'established' | 'over' = 'queued';
    const dialling = new Subscription();
    const dialled = new Subscription();
    // The order of teardown: first the connection, then the slot that lets another dial start.
    subscriber.add(dialled);
    subscriber.add(dialling);

    const fail = (error: unknown) => {
      phase = 'over';
      dialled.unsubscribe();
      tell({ type: 'failed', error });
      if (isLocalFault(error)) subscriber.complete();
      else subscriber.error(error);
    };
    const lose = (error?: unknown) => {
      phase = 'over';
      dialled.unsubscribe();
      tell({ type: 'disconnected', by: 'peer', ...(error === undefined ? {} : { error }) });
      subscriber.error(error ?? new ConnectionError('closed', 'The peer closed the connection'));
    };
    const establish = (connection: C) => {
      if (phase !== 'dialing') return;
      phase = 'established';
      dialling.unsubscribe();
      tell({ type: 'established', connection });
      if (!subscriber.closed && phase === 'established') dialled.add(lasting$.subscribe(() => subscriber.next(true)));
    };
    const start = () => {
      phase = 'dialing';
      tell({ type: 'dialing' });
      if (subscriber.closed || phase !== 'dialing') return;
      dialling.add(deadline$.subscribe(() => fail(new ConnectionError('timeout', 'The dial took too long'))));
      dialled.add(
        defer(dial).subscribe({
          next: establish,
          error: (error: unknown) => (phase === 'established' ? lose(error) : fail(error)),
          complete: () =>
            phase === 'established'
              ? lose()
              : fail(new ConnectionError('failed', 'The dial completed without a connection')),
        }),
      );
    };

    subscriber.add(
      hangUp$.subscribe(() => {
        const established = phase === 'established';
        phase = 'over';
        dialled.unsubscribe();
        if (established) tell({ type: 'disconnected', by: 'us' });
        subscriber.complete();
      }),
    );
    dialling.add(slot$.subscribe(start));
  });

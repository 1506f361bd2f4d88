import { asyncScheduler, defer, tap, type OperatorFunction } from 'rxjs';
import type { ConnectionEvent } from '../core/events.js';
import { Ledger } from '../core/ledger.js';
import type { Snapshot } from '../core/snapshot.js';
import { conflate } from './conflate.js';

/**
 * Returns an operator that folds events into snapshots: one at once, then one after each burst of events, at most one per
 * turn of the event loop. For a pipeline on `manage`, or for a view at the other end of a wire.
 *
 * ```
 * events      --(de)----x---
 * snapshots   s-s-------s---
 * ```
 */
export const snapshots =
  <A>(): OperatorFunction<ConnectionEvent<A, unknown>, Snapshot<A>> =>
  (events$) =>
    defer(() => {
      const ledger = new Ledger<A>(asyncScheduler.now());
      return events$.pipe(
        tap((event) => ledger.apply(event, asyncScheduler.now())),
        conflate(() => ledger.snapshot()),
      );
    });

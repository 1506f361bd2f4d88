import type { Socket } from 'node:net';
import { EMPTY, asyncScheduler, concat, defer, ignoreElements, map, merge, of, takeWhile, type Observable } from 'rxjs';
import type { Address, ConnectionManager } from 'rx-connmgr';
import type { Report, Stopping, Trouble } from './report.js';

/** A manager and what it has to go through. */
export interface Holding {
  readonly manager: ConnectionManager<Address, Socket>;
  readonly permanent: readonly Address[];
  /** Its end stops the manager, too. */
  readonly trouble$: Observable<Trouble>;
  /** Its first value, the reason, stops the manager. */
  readonly stop$: Observable<string>;
}

const stopping = (text: string): Stopping => ({ type: 'stopping', text });

/** Returns all that happens from the start of the manager to its stop. */
export const hold = ({ manager, permanent, trouble$, stop$ }: Holding): Observable<Report> => {
  const script$ = merge(concat(trouble$, of(stopping('the script is over'))), stop$.pipe(map(stopping))).pipe(
    takeWhile(({ type }) => type !== 'stopping', true),
  );
  const start$ = defer(() => {
    for (const address of permanent) manager.connect(address, { permanent: true });
    manager.start();
    return EMPTY;
  });
  const stopped$ = defer(() => manager.stop()).pipe(ignoreElements());
  // Who listens before the start misses nothing.
  return merge(manager.events$, concat(script$, stopped$), start$).pipe(
    map((happening) => ({ at: asyncScheduler.now(), happening })),
  );
};

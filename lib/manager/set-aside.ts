import type { LiveRequest } from '../operators/live-request.js';
import { Run } from '../operators/run.js';
import type { World } from '../operators/world.js';

/**
 * Has a request wait at the gate, which is closed, if it is to be dialled when that opens: a permanent one, and a manual one
 * whose dial is cut off. What waits there waits on, whoever is ending ends by itself, and all else ends as suspended.
 */
export const setAside = <A, C>(request: LiveRequest<A>, world: World<A, C>): void => {
  const { kind, state, run } = request;
  if (run?.over || state === 'queued') return;
  if (kind === 'permanent' || (kind === 'manual' && state === 'dialing')) {
    run?.unsubscribe();
    // Whoever is told may end it before it begins.
    const next = new Run(request, world);
    if (state === 'established') world.tell(request, { type: 'disconnected', by: 'us' });
    next.begin();
  } else if (state !== 'waiting') run?.end('suspended');
};

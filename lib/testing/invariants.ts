import type { Observable } from 'rxjs';
import { map, defer, type MonoTypeOperatorFunction } from 'rxjs';
import type { ConnectionEvent, RequestEvent } from '../core/events.js';
import type { Id } from '../core/request.js';

type Phase = 'dialing' | 'established' | 'between' | 'ended';

const allowed: Readonly<Record<RequestEvent<unknown, unknown>['type'], readonly (Phase | 'new')[]>> = {
  dialing: ['new', 'between'],
  established: ['dialing', 'new'],
  failed: ['dialing'],
  disconnected: ['established'],
  waiting: ['dialing', 'between'],
  ended: ['new', 'dialing', 'between'],
};

const after: Readonly<Record<RequestEvent<unknown, unknown>['type'], Phase>> = {
  dialing: 'dialing',
  established: 'established',
  failed: 'between',
  disconnected: 'between',
  waiting: 'between',
  ended: 'ended',
};

/**
 * Returns an operator that passes events on and errors at the first that cannot follow those before it: per request a dial
 * before the connection, one `disconnected` for each `established` and before the end, one `ended`, and nothing after it.
 *
 * ```
 * events       --d--e--.---      ended while established
 * invariants   --d--e--#
 * ```
 */
export const invariants =
  <E extends ConnectionEvent<unknown, unknown>>(): MonoTypeOperatorFunction<E> =>
  (events$: Observable<E>) =>
    defer(() => {
      const phases = new Map<Id, Phase>();
      return events$.pipe(
        map((event) => {
          if (event.type === 'health') return event;
          const phase = phases.get(event.id) ?? 'new';
          const inbound = event.type !== 'established' || phase === 'dialing' || event.kind === 'inbound';
          if (!allowed[event.type].includes(phase) || !inbound) {
            throw new Error(`Request ${event.id}: \`${event.type}\` cannot come when it is ${phase}`);
          }
          phases.set(event.id, after[event.type]);
          return event;
        }),
      );
    });

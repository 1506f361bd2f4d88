import { EMPTY, concat, defer, tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { ConnectionEvent, RequestEvent } from '../core/events.js';
import type { Id } from '../core/request.js';

type Event = RequestEvent<unknown, unknown>;
type Type = Event['type'];

/** What may come after what. */
const before: Readonly<Record<Type, readonly (Type | 'nothing')[]>> = {
  dialing: ['nothing', 'failed', 'disconnected', 'waiting'],
  established: ['dialing'],
  failed: ['dialing'],
  disconnected: ['established'],
  waiting: ['dialing', 'failed', 'disconnected', 'waiting'],
  ended: ['nothing', 'dialing', 'failed', 'disconnected', 'waiting'],
};

/** The same of a request for a connection that came in. */
const inbound: typeof before = {
  dialing: [],
  established: ['nothing'],
  failed: [],
  disconnected: ['established'],
  waiting: [],
  ended: ['disconnected'],
};

const list = (types: readonly string[]): string => types.join(' or ') || 'nothing at all';

/**
 * Returns an operator that passes events on, and errors at the first that cannot be: per request `dialing` comes before
 * `established` and before `failed` (once, unless a suspension cut it off), each `established` has one `disconnected` before the request is dialled again or ends,
 * and after the one `ended` there is nothing; a request `inbound` begins with `established`. It errors too if the events complete while a request has not ended.
 *
 * ```
 * events         --d--e--.---      ended without a word of the connection
 * invariants()   --d--e--#
 * ```
 *
 * The events have to be all of them, from the start of the manager.
 *
 * @example
 * ```ts
 * manager.events$.pipe(invariants()).subscribe(); // within `marbles` the error fails the test
 * ```
 */
export const invariants =
  <E extends ConnectionEvent<unknown, unknown>>(): MonoTypeOperatorFunction<E> =>
  (events$) =>
    defer(() => {
      const told = new Map<Id, Type>();
      /** Those whose dial a suspension may have cut off. */
      const cut = new Set<Id>();
      const check = (event: Event) => {
        const last = told.get(event.id) ?? 'nothing';
        const { type, id, kind } = event;
        const allowed = (kind === 'inbound' ? inbound : before)[type];
        const again = type === 'dialing' && last === 'dialing' && cut.has(event.id);
        cut.delete(event.id);
        if (!again && !allowed.includes(last)) {
          const of = kind === 'inbound' ? 'inbound request' : 'request';
          throw new Error(`Expected \`${type}\` of ${of} ${id} to follow ${list(allowed)}, got it after ${last}`);
        }
        told.set(event.id, event.type);
      };
      const finish = defer(() => {
        const left = [...told].find(([, type]) => type !== 'ended');
        if (left) throw new Error(`Expected request ${left[0]} to end before the events do, got ${left[1]} last`);
        return EMPTY;
      });
      return concat(
        events$.pipe(
          tap((event) => {
            if (event.type !== 'health') check(event);
            else if (event.health === 'suspended') for (const [id, last] of told) if (last === 'dialing') cut.add(id);
          }),
        ),
        finish,
      );
    });

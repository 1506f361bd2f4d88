import { channel, tracingChannel, type Channel } from 'node:diagnostics_channel';
import type { Observer } from 'rxjs';
import { expectKnown, refuse } from '../core/check.js';
import type { ConnectionEvent } from '../core/events.js';
import type { Id, Request } from '../core/request.js';

/** Options of {@link diagnostics}. */
export interface DiagnosticsOptions {
  /** Tells the managers of a process from each other: `manager` of each message. @default '' */
  readonly name?: string | undefined;
}

/** What is published on the channel of an event: the event, and the name of its manager. */
export type DiagnosticsMessage<A = unknown, C = unknown> = ConnectionEvent<A, C> & { readonly manager: string };

/** What is published of one dial: the same object from its start to its end, for tracers to keep their own things in. */
export interface DialTrace<A = unknown, C = unknown> extends Request<A> {
  readonly manager: string;
  /** What became of it: there from `asyncStart` on. A dial is `cancelled` if we gave it up before it had an outcome. */
  outcome?: 'established' | 'failed' | 'cancelled';
  /** The connection, if it was `established`. */
  result?: C;
  /** Why it has `failed`: there from `error` on. */
  error?: unknown;
}

const channelOf = (type: string): Channel => channel(`rx-connmgr:${type}`);
const channels: Readonly<Record<ConnectionEvent<unknown, unknown>['type'], Channel>> = {
  dialing: channelOf('dialing'),
  established: channelOf('established'),
  failed: channelOf('failed'),
  disconnected: channelOf('disconnected'),
  waiting: channelOf('waiting'),
  ended: channelOf('ended'),
  health: channelOf('health'),
};
const dials = tracingChannel<unknown, DialTrace>('rx-connmgr:dial');
const phases = [dials.start, dials.end, dials.asyncStart, dials.asyncEnd, dials.error];

/** The outcome of a dial, of which that is the first that is told after its start. */
const settle = (trace: DialTrace, event: ConnectionEvent<unknown, unknown>): void => {
  if (event.type === 'established') Object.assign(trace, { outcome: 'established', result: event.connection });
  else if (event.type === 'failed') Object.assign(trace, { outcome: 'failed', error: event.error });
  else trace.outcome = 'cancelled';
  if (trace.outcome === 'failed') dials.error.publish(trace);
  dials.asyncStart.publish(trace);
  dials.asyncEnd.publish(trace);
};

/**
 * Returns an observer that publishes each event of a manager on channels of `node:diagnostics_channel`, where tracers and
 * monitors listen without knowing your program.
 *
 * - `rx-connmgr:dialing`, `rx-connmgr:established`, `rx-connmgr:failed`, `rx-connmgr:disconnected`, `rx-connmgr:waiting`,
 *   `rx-connmgr:ended`, `rx-connmgr:health`: a {@link DiagnosticsMessage} for each event, a copy of it.
 * - `tracing:rx-connmgr:dial:start`, `:end`, `:error`, `:asyncStart`, `:asyncEnd`: a {@link DialTrace} for each dial, in
 *   Node's order of a traced promise: `start` and `end` when it begins, `error` if it fails, `asyncStart` and `asyncEnd` when
 *   it is over, cancelled ones included. `tracingChannel('rx-connmgr:dial').subscribe(…)` has them all.
 *
 * Where nobody listens nothing is made, and nothing remembered but the dials that somebody follows. A listener that throws
 * holds up neither the others nor the manager; as everywhere in `node:diagnostics_channel`, Node raises its error as an
 * `uncaughtException` of the process.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * manager.events$.subscribe(diagnostics({ name: 'peers' }));
 * // elsewhere, of somebody else
 * subscribe('rx-connmgr:failed', (message) => console.warn((message as DiagnosticsMessage).manager));
 * ```
 */
export const diagnostics = <A = unknown, C = unknown>(
  options: DiagnosticsOptions = {},
): Observer<ConnectionEvent<A, C>> => {
  expectKnown(options, ['name']);
  const { name: manager = '' } = options;
  if (typeof manager !== 'string') refuse('name', 'a text', manager);
  const traces = new Map<Id, DialTrace>();

  const trace = (event: ConnectionEvent<A, C>): void => {
    if (event.type === 'health') return;
    const known = traces.get(event.id);
    if (known) {
      traces.delete(event.id);
      settle(known, event);
    }
    if (event.type !== 'dialing' || !phases.some((phase) => phase.hasSubscribers)) return;
    const { type: _, ...request } = event;
    const begun: DialTrace = { ...request, manager };
    traces.set(event.id, begun);
    dials.start.publish(begun);
    dials.end.publish(begun);
  };

  return {
    next: (event) => {
      const told = channels[event.type];
      if (told.hasSubscribers) told.publish({ ...event, manager });
      trace(event);
    },
    error: () => {},
    complete: () => {},
  };
};

import { Subject, type Observable } from 'rxjs';
import type { Happening } from '../../lib/core/events.js';
import type { Kind } from '../../lib/core/request.js';
import { Alarms } from '../../lib/operators/alarms.js';
import { Gate } from '../../lib/operators/gate.js';
import { LiveRequest } from '../../lib/operators/live-request.js';
import type { World } from '../../lib/operators/world.js';

/** What a world is like, where it matters to a spec. Durations are frames. */
export interface WorldOptions {
  readonly dial: (address: string, request: LiveRequest<string>) => Observable<string>;
  readonly maxDialing?: number;
  readonly dialTimeout?: number;
  readonly stableAfter?: number;
  readonly backoff?: (failures: number, error?: unknown) => number;
  /** Whether permanent requests are dialled again. */
  readonly again?: () => boolean;
}

/** A world that writes down what it is told. */
export interface ToldWorld extends World<string, string> {
  readonly gate: Gate;
  /** A letter for each happening: see {@link letterOf}; `q` for a wait for a free dial. Hot. */
  readonly told$: Observable<string>;
  readonly happenings: readonly Happening<string>[];
}

/** `d` dialing, `e` established, `f` failed, `x` lost, `u` closed by us, `w` waiting, `.` ended. */
export const letterOf = (happening: Happening<unknown>): string => {
  if (happening.type === 'disconnected') return happening.by === 'us' ? 'u' : 'x';
  return { dialing: 'd', established: 'e', failed: 'f', waiting: 'w', ended: '.' }[happening.type];
};

/** Returns a world in virtual time: patient, with a back-off of four frames per failure, unless told otherwise. */
export const worldOf = ({
  dial,
  maxDialing = 10,
  dialTimeout = 1_000,
  stableAfter = 1_000,
  backoff = (failures) => 4 * failures,
  again = () => true,
}: WorldOptions): ToldWorld => {
  const told$ = new Subject<string>();
  const happenings: Happening<string>[] = [];
  return {
    dial: (address, request) => dial(address, request as LiveRequest<string>),
    gate: new Gate(maxDialing),
    deadlines: new Alarms(dialTimeout),
    trials: new Alarms(stableAfter),
    backoff,
    again: ({ kind, run }) => kind === 'permanent' && !run?.over && again(),
    tell: (request, happening) => {
      request.note(happening);
      happenings.push(happening);
      told$.next(letterOf(happening));
    },
    queue: (request) => {
      request.state = 'queued';
      told$.next('q');
    },
    told$,
    happenings,
  };
};

/** Returns a request for `a`. */
export const requestOf = (kind: Kind = 'manual', id = 1): LiveRequest<string> => new LiveRequest(id, 'a', 'a', kind);

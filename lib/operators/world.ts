import type { Backoff } from '../core/backoff.js';
import type { Dialler } from '../core/dial.js';
import type { Happening } from '../core/events.js';
import type { Alarms } from './alarms.js';
import type { Gate } from './gate.js';
import type { LiveRequest } from './live-request.js';

/** What all requests of one manager share. */
export interface World<A, C> {
  readonly dial: Dialler<A, C>;
  /** Who may dial now. */
  readonly gate: Gate;
  /** How long a dial may take. */
  readonly deadlines: Alarms;
  /** How long a connection must last. */
  readonly trials: Alarms;
  /** How long to wait between lives. */
  readonly backoff: Backoff;
  /** Whether a request may be dialled again after this life. */
  again(request: LiveRequest<A>): boolean;
  /** Told what happens to a request, around the streams: nothing but the sign of a lasting connection passes `retry`. */
  tell(request: LiveRequest<A>, happening: Happening<C>): void;
  /** Told that a request waits for a free dial. */
  queue(request: LiveRequest<A>): void;
}

import type { ConnectionError } from './errors.js';
import type { Health } from './health.js';
import type { EndReason, Id, Request } from './request.js';
import type { PeerId } from './survivor.js';

/**
 * What a user asks of the manager.
 *
 * `disconnect`, `remove` and `retry` name a request by its id or by its address; `identify` says who the peer of an
 * established request is, see `ConnectionManager.identify`; `suspend` and `resume` are for all of them.
 */
export type Command<A> =
  | { readonly type: 'connect'; readonly address: A; readonly permanent?: boolean | undefined }
  | { readonly type: 'suspend' | 'resume' }
  | { readonly type: 'identify'; readonly id: Id; readonly peer: PeerId; readonly ours?: PeerId | undefined }
  | ({ readonly type: 'disconnect' | 'remove' | 'retry' } & ({ readonly id: Id } | { readonly address: A }));

/** What one request went through, without saying which request it was. */
export type Happening<C> =
  | { readonly type: 'dialing' }
  | { readonly type: 'established'; readonly connection: C }
  | { readonly type: 'failed'; readonly error: unknown }
  | { readonly type: 'disconnected'; readonly by: 'peer' | 'us'; readonly error?: unknown }
  | { readonly type: 'waiting'; readonly failures: number; readonly delay: number }
  | { readonly type: 'ended'; readonly reason: EndReason; readonly error?: ConnectionError };

/** What happened to one request. */
export type RequestEvent<A, C> = Request<A> & Happening<C>;

/**
 * The state of the whole. `error` says what is wrong with something that belongs to no request: a source of addresses
 * that failed, a target that is no number; the health is then often the same as before.
 */
export interface HealthEvent {
  readonly type: 'health';
  readonly health: Health;
  readonly error?: unknown;
}

/** Everything that the manager tells. */
export type ConnectionEvent<A, C> = RequestEvent<A, C> | HealthEvent;

import { asyncScheduler, type Unsubscribable } from 'rxjs';
import type { ConnectionError } from '../core/errors.js';
import type { Happening } from '../core/events.js';
import { isLocalFault } from '../core/local-fault.js';
import type { EndReason, Id, Kind, Request, State } from '../core/request.js';
import { nextState } from '../core/state.js';

/** How the last life of a request went, as far as the address is to blame: it rests accordingly. */
export type Verdict = 'none' | 'failed' | 'local' | 'lasted' | 'closed';

/** A request while it lives: what is known of it, and what runs it. */
export class LiveRequest<A> implements Request<A> {
  readonly id: Id;
  readonly address: A;
  readonly key: string;
  /** The hold on its address, if that is leased. */
  readonly lease: Unsubscribable | undefined;
  kind: Kind;
  state: State = 'queued';
  verdict: Verdict = 'none';
  /** What runs it, each part while there is one: its life, its wait for the next, the whole, and the place that it fills. */
  life: (Unsubscribable & { hangUp(): void; fail(error: unknown): void }) | undefined;
  wait: (Unsubscribable & { wake(): void; hurry(within: number): void }) | undefined;
  run: (Unsubscribable & { readonly over: boolean; end(reason: EndReason, error?: ConnectionError): void }) | undefined;
  place: { vacate(): void } | undefined;
  /** Failures in a row: failed dials, and connections that did not last. */
  failures = 0;
  /** Of its last life: whether it was established, whether that lasted, and what failed or broke. */
  reached = false;
  lasted = false;
  error: unknown;
  /** The network that its address is in, as far as that matters. */
  group: string | undefined;
  /** Who its peer is, once that is known. */
  identity: string | undefined;
  /** When its connection was established: milliseconds since the epoch. */
  since = 0;
  /** How it ended, once it has. */
  outcome: { readonly reason: EndReason; readonly error?: ConnectionError } | undefined;

  constructor(id: Id, address: A, key: string, kind: Kind, lease?: Unsubscribable) {
    this.id = id;
    this.address = address;
    this.key = key;
    this.kind = kind;
    this.lease = lease;
  }

  /** Takes note of what happens to it. */
  note(happening: Happening<unknown>): void {
    this.state = nextState(this.state, happening.type);
    if (happening.type === 'dialing') {
      this.reached = this.lasted = false;
      this.error = undefined;
    }
    if (happening.type === 'established') {
      this.reached = true;
      this.since = asyncScheduler.now();
    }
    if (happening.type === 'failed') this.verdict = isLocalFault(happening.error) ? 'local' : 'failed';
    if (happening.type === 'disconnected') {
      this.verdict = this.lasted ? 'lasted' : happening.by === 'us' ? 'closed' : 'failed';
    }
    if (happening.type === 'failed' || happening.type === 'disconnected') this.error = happening.error;
    // Its address leads to a peer that we have: nothing to come back for soon.
    if (happening.type === 'ended' && happening.reason === 'duplicate' && !this.lasted) this.verdict = 'failed';
  }
}

import type { Happening } from '../core/events.js';
import type { Kind } from '../core/request.js';
import type { Lease } from '../operators/lease.js';
import type { LiveRequest } from '../operators/live-request.js';
import type { BanWatch } from './ban-watch.js';
import type { Eligibility } from './eligibility.js';
import type { HealthWatch } from './health-watch.js';
import type { Identities } from './identities.js';
import type { Limits } from './limits.js';
import type { Outbound } from './outbound.js';
import { goesOn, type Phase } from './phase.js';
import type { Registry } from './registry.js';
import type { Teller } from './teller.js';

/** Who has to know what happens to a request. */
export interface ChronicleContext<A, C> {
  readonly phase: () => Phase;
  readonly registry: Registry<A>;
  readonly eligibility: Eligibility<A>;
  readonly identities: Identities<A>;
  readonly bans: BanWatch<A>;
  readonly limits: Limits<A>;
  readonly outbound: () => Outbound<A, C> | undefined;
  readonly teller: Teller<A, C>;
  readonly health: HealthWatch<A, C>;
  /** Called when a manager that drains or stops has no request any more. */
  readonly emptied: () => void;
}

/** What happens to requests, from their opening to their end: noted, told, and seen to. */
export class Chronicle<A, C> {
  readonly #context: ChronicleContext<A, C>;

  constructor(context: ChronicleContext<A, C>) {
    this.#context = context;
  }

  /** Opens a request, which is to be run. */
  open(address: A, key: string, kind: Kind, lease?: Lease<A>): LiveRequest<A> {
    const { registry, eligibility } = this.#context;
    const group = kind === 'inbound' ? undefined : eligibility.groupOf(address);
    return registry.open(address, key, kind, group, lease);
  }

  tell(request: LiveRequest<A>, happening: Happening<C>): void {
    const { registry, identities, teller, health } = this.#context;
    const { id, address, kind } = request;
    registry.note(request, happening);
    if (happening.type === 'disconnected') identities.forget(request);
    // The key is free before the end is told.
    if (happening.type === 'ended') this.#close(request);
    teller.tell({ id, address, kind, ...happening });
    if (happening.type === 'ended') this.#closed(request);
    // One that is being ended is no longer wanted: the health is that of the rest, once it is gone.
    if (happening.type === 'ended' || !request.run?.over) health.assess();
  }

  /** It waits for a free dial, which no event tells. */
  queue(request: LiveRequest<A>): void {
    this.#context.registry.queue(request);
    this.#context.teller.queue(request);
  }

  /** It lives until it is about to be told that it does not: by then somebody may have been called who stops the manager. */
  #close(request: LiveRequest<A>): void {
    const { registry, bans, phase } = this.#context;
    const outbound = this.#context.outbound();
    if (goesOn(phase())) outbound?.settle(request);
    else request.lease?.unsubscribe();
    registry.close(request);
    bans.forget(request.id);
    if (phase() === 'running' && request.group !== undefined) outbound?.review();
  }

  /** Its end was told: others may have its room. */
  #closed({ kind }: LiveRequest<A>): void {
    const { registry, limits, phase, emptied } = this.#context;
    const now = phase();
    if ((now === 'draining' || now === 'stopped') && registry.size === 0) emptied();
    if (goesOn(now) && kind === 'permanent') limits.review();
  }
}

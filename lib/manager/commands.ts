import { match } from 'ts-pattern';
import { ConnectionError } from '../core/errors.js';
import type { Command } from '../core/events.js';
import type { EndReason, Id, Kind, State } from '../core/request.js';
import type { PeerId } from '../core/survivor.js';
import { LiveRequest } from '../operators/live-request.js';
import { Run } from '../operators/run.js';
import type { World } from '../operators/world.js';
import type { Settings } from '../options.js';
import type { BanWatch } from './ban-watch.js';
import type { Identities } from './identities.js';
import type { Limits } from './limits.js';
import type { Outbound } from './outbound.js';
import type { Registry } from './registry.js';
import type { Teller } from './teller.js';

/** How a command names a request. */
export type Target<A> = { readonly id: Id } | { readonly address: A };

/** What the commands are for. */
export interface CommandContext<A, C> {
  readonly settings: Pick<Settings<A, C>, 'key'>;
  readonly registry: Registry<A>;
  readonly identities: Identities<A>;
  readonly limits: Limits<A>;
  readonly bans: BanWatch<A>;
  readonly outbound: Outbound<A, C> | undefined;
  readonly teller: Teller<A, C>;
  readonly world: World<A, C>;
  /** Opens a request, which is to be run. */
  readonly open: (address: A, key: string, kind: Kind) => LiveRequest<A>;
  readonly running: () => boolean;
  readonly stopped: () => boolean;
  readonly suspend: () => void;
  readonly resume: () => void;
  /** Called when the health may have changed. */
  readonly changed: () => void;
  readonly complain: (error: unknown) => void;
}

/** What can be asked of a manager. */
export class Commands<A, C> {
  readonly #context: CommandContext<A, C>;

  constructor(context: CommandContext<A, C>) {
    this.#context = context;
  }

  /** What cannot be is told, and nothing else. */
  execute(command: Command<A>): void {
    try {
      match(command)
        .with({ type: 'connect' }, ({ address, permanent }) => this.connect(address, permanent ?? false))
        .with({ type: 'disconnect' }, (target) => this.disconnect(target))
        .with({ type: 'remove' }, (target) => this.remove(target))
        .with({ type: 'retry' }, (target) => this.retry(target))
        .with({ type: 'suspend' }, () => this.#context.suspend())
        .with({ type: 'resume' }, () => this.#context.resume())
        .with({ type: 'identify' }, ({ id, peer, ours }) => this.identify(id, peer, ours))
        .exhaustive();
    } catch (error) {
      this.#context.complain(error);
    }
  }

  /** Returns the request for the address: a new one, a live one that becomes it, or one that has ended, and why. */
  connect(address: A, permanent: boolean): LiveRequest<A> {
    const { settings, registry, bans, limits, world, open, running } = this.#context;
    const kind = permanent ? 'permanent' : 'manual';
    if (!running()) return this.#refuse(address, kind, 'stopped', 'The manager was stopped');
    let key: string;
    try {
      key = settings.key(address);
    } catch (cause) {
      return this.#refuse(address, kind, 'failed', 'The address has no key', { cause });
    }
    if (bans.has(address)) return this.#refuse(address, kind, 'banned', `${key} is banned`);
    const live = registry.find(key);
    if (live && (live.kind !== 'automatic' || live.run?.over)) return this.#meet(live, address, kind);
    if (!limits.fits(kind)) return this.#refuse(address, kind, 'full', `There is no room for another ${kind} request`);
    if (live) return this.#promote(live, kind);
    const request = open(address, key, kind);
    const run = new Run(request, world);
    // Somebody may have to go for it, and whoever is told of that may end it, too.
    if (permanent) limits.review();
    // Whoever was asked so far may have stopped the manager.
    if (running()) run.begin();
    else run.end('stopped');
    return request;
  }

  /**
   * Says who the peer of an established request is. Returns whether the request stays: of two requests of one peer one goes,
   * as a duplicate.
   *
   * @throws ArgumentError if that is nobody's name
   */
  identify(id: Id, peer: PeerId, ours?: PeerId): boolean {
    const { registry, identities } = this.#context;
    const request = registry.get(id);
    if (request?.state !== 'established') return false;
    const rivals = identities.add(request, peer, ours);
    if (!rivals) return true;
    const [stays, goes] = rivals;
    const message = `Request ${stays.id} is connected to the same peer`;
    const error = new ConnectionError('duplicate', message, { id: stays.id });
    if (goes.kind === 'permanent') goes.life?.fail(error);
    else goes.run?.end('duplicate', error);
    // Whoever is told of an end may end the other one, too.
    return (request.state as State) === 'established';
  }

  /** Ends the life of a request: a permanent one waits and is dialled again; while it waits already, nothing happens. */
  disconnect(target: Target<A>): boolean {
    return this.#with(target, (request) => {
      const idle = request.state === 'waiting' || request.state === 'queued';
      if (request.kind !== 'permanent' || !idle) request.life?.hangUp();
    });
  }

  /** Ends a request for good. */
  remove(target: Target<A>): boolean {
    return this.#with(target, (request) => request.run?.end('removed'));
  }

  /** Who waits dials now. */
  retry(target: Target<A>): boolean {
    return this.#with(target, (request) => request.wait?.wake());
  }

  /** All that wait dial now, and no address rests. */
  retryAll(): boolean {
    const { registry, outbound } = this.#context;
    const waiting = registry.all().filter(({ state }) => state === 'waiting');
    for (const request of waiting) request.wait?.wake();
    outbound?.forgive(() => 0);
    return waiting.length > 0;
  }

  get(id: Id): LiveRequest<A> | undefined {
    return this.#context.registry.get(id);
  }

  /** Answers whether there is such a request. An address without a key has none. */
  #with(target: Target<A>, act: (request: LiveRequest<A>) => void): boolean {
    const request = 'id' in target ? this.get(target.id) : this.#findBy(target.address);
    if (request) act(request);
    return request !== undefined;
  }

  #findBy(address: A): LiveRequest<A> | undefined {
    const { registry, settings, complain } = this.#context;
    try {
      return registry.find(settings.key(address));
    } catch (error) {
      complain(error);
      return undefined;
    }
  }

  /** There is one already. One that waits dials now. */
  #meet(live: LiveRequest<A>, address: A, kind: Kind): LiveRequest<A> {
    if (live.kind === 'permanent' && live.state === 'waiting' && !live.run?.over) {
      live.wait?.wake();
      return live;
    }
    const message = `Request ${live.id} is already ${live.state} for ${live.key}`;
    return this.#refuse(address, kind, 'duplicate', message, { id: live.id });
  }

  /** An automatic request becomes another's: its place lets go of it, and takes another address. */
  #promote(request: LiveRequest<A>, kind: Kind): LiveRequest<A> {
    const { registry, teller, limits, changed } = this.#context;
    registry.relabel(request, kind);
    teller.relabel(request);
    request.place?.vacate();
    limits.review();
    changed();
    return request;
  }

  /** A request that ends as it is made: told, unless there is nobody left to tell. */
  #refuse(
    address: A,
    kind: Kind,
    reason: EndReason,
    message: string,
    about?: { readonly cause?: unknown; readonly id?: Id },
  ): LiveRequest<A> {
    const { registry, teller, stopped } = this.#context;
    const error = new ConnectionError(reason, message, about);
    const request = new LiveRequest(registry.number(), address, '', kind);
    request.state = 'ended';
    request.outcome = { reason, error };
    if (!stopped()) teller.tell({ id: request.id, address, kind, type: 'ended', reason, error });
    return request;
  }
}

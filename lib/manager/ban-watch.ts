import type { Bans } from '../core/bans.js';
import { ConnectionError } from '../core/errors.js';
import type { Id } from '../core/request.js';
import type { Registry } from './registry.js';

/** What a watch needs. */
export interface BanContext<A> {
  readonly bans: Bans<A> | undefined;
  readonly registry: Registry<A>;
  readonly complain: (error: unknown) => void;
  /** As `complain`, for what may go wrong with every address. */
  readonly complainSparingly: (error: unknown) => void;
}

/** Who is banned, and what becomes of the live requests of those. */
export class BanWatch<A> {
  readonly #context: BanContext<A>;
  /** The permanent requests of whose ban was told. */
  readonly #exempt = new Set<Id>();

  constructor(context: BanContext<A>) {
    this.#context = context;
  }

  /** A list that throws bans nobody. */
  has(address: A): boolean {
    try {
      return this.#context.bans?.has(address) ?? false;
    } catch (error) {
      this.#context.complainSparingly(error);
      return false;
    }
  }

  /** Ends what is banned by now. A permanent request is not ended: that is told, once for each ban. */
  review(): void {
    for (const request of this.#context.registry.all()) {
      if (!this.has(request.address)) this.#exempt.delete(request.id);
      else if (request.kind !== 'permanent') request.run?.end('banned');
      else if (!request.run?.over) this.#spare(request.id);
    }
  }

  /** The request has ended. */
  forget(id: Id): void {
    this.#exempt.delete(id);
  }

  #spare(id: Id): void {
    if (this.#exempt.has(id)) return;
    this.#exempt.add(id);
    const message = `Request ${id} is permanent, so that the ban of its address does not end it`;
    this.#context.complain(new ConnectionError('banned', message, { id }));
  }
}

import { refuse } from '../core/check.js';
import { survivor, type PeerId, type Rival } from '../core/survivor.js';
import type { LiveRequest } from '../operators/live-request.js';

const kinds = ['string', 'number', 'bigint'];

const expectPeerId = (name: string, id: PeerId): PeerId =>
  kinds.includes(typeof id) || id instanceof Uint8Array ? id : refuse(name, 'a text, a number or bytes', id);

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

const textOf = (id: PeerId): string =>
  `${typeof id}:${id instanceof Uint8Array ? Array.from(id, hex).join('') : String(id)}`;

const rivalOf = <A>(request: LiveRequest<A>): Rival & { readonly request: LiveRequest<A> } => ({
  openedBy: request.kind === 'inbound' ? 'peer' : 'us',
  since: request.since,
  request,
});

/** Who the peers of the established requests are, as far as that is known: one request of each. */
export class Identities<A> {
  readonly #known = new Map<string, LiveRequest<A>>();

  /** How many are known. */
  get size(): number {
    return this.#known.size;
  }

  /**
   * Says who the peer of a request is. Returns the two requests of that peer if there was one already: who stays, who goes.
   *
   * @throws ArgumentError if that is nobody's name
   */
  add(request: LiveRequest<A>, theirs: PeerId, ours?: PeerId): readonly [LiveRequest<A>, LiveRequest<A>] | undefined {
    const identity = textOf(expectPeerId('peer', theirs));
    if (ours !== undefined) expectPeerId('ours', ours);
    this.forget(request);
    const other = this.#known.get(identity);
    const rivals = other && ([rivalOf(other), rivalOf(request)] as const);
    const stays = rivals ? survivor(rivals, { ours, theirs }).request : request;
    if (other && stays !== other) this.forget(other);
    stays.identity = identity;
    this.#known.set(identity, stays);
    return other && [stays, stays === other ? request : other];
  }

  /** Its connection is over. */
  forget(request: LiveRequest<A>): void {
    if (request.identity === undefined) return;
    this.#known.delete(request.identity);
    request.identity = undefined;
  }
}

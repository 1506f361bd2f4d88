import type { LiveRequest } from '../operators/live-request.js';
import { survivor, type PeerId, type Rival } from '../core/survivor.js';

const textOf = (id: PeerId): string =>
  `${typeof id}:${id instanceof Uint8Array ? [...id].map((byte) => byte.toString(16).padStart(2, '0')).join('') : String(id)}`;

const rivalOf = <A>(request: LiveRequest<A>): Rival & { readonly request: LiveRequest<A> } => ({
  openedBy: request.kind === 'inbound' ? 'peer' : 'us',
  since: request.since,
  request,
});

/** Who the peers of the established requests are, as far as that is known: one request of each. */
export class Identities<A> {
  readonly #known = new Map<string, LiveRequest<A>>();

  /** Says who the peer of a request is. Returns the two requests of that peer if there was one already: who stays, who goes. */
  add(request: LiveRequest<A>, theirs: PeerId, ours?: PeerId): readonly [LiveRequest<A>, LiveRequest<A>] | undefined {
    this.forget(request);
    const identity = textOf(theirs);
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

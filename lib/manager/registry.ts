import type { Unsubscribable } from 'rxjs';
import { Census } from '../core/census.js';
import type { Happening } from '../core/events.js';
import type { Id, Kind, State } from '../core/request.js';
import { Tally } from '../core/tally.js';
import { LiveRequest } from '../operators/live-request.js';

/** The live requests: by id and by key, one of each key; and how many there are of each kind, state and network. */
export class Registry<A> {
  readonly #byId = new Map<Id, LiveRequest<A>>();
  readonly #byKey = new Map<string, LiveRequest<A>>();
  readonly #census = new Census();
  readonly #groups = new Tally();
  #ids = 0;

  get size(): number {
    return this.#byId.size;
  }

  /** The next id. Also for requests that end before they live. */
  number(): Id {
    this.#ids += 1;
    return this.#ids;
  }

  open(address: A, key: string, kind: Kind, group?: string, lease?: Unsubscribable): LiveRequest<A> {
    const request = new LiveRequest(this.number(), address, key, kind, lease);
    this.#byId.set(request.id, request);
    this.#byKey.set(key, request);
    this.#census.count(request, 1);
    request.group = group;
    if (group !== undefined) this.#groups.add(group);
    return request;
  }

  close(request: LiveRequest<A>): void {
    this.#byId.delete(request.id);
    this.#byKey.delete(request.key);
    this.#census.count(request, -1);
    if (request.group !== undefined) this.#groups.remove(request.group);
  }

  /** Takes note of what happens to a request. */
  note(request: LiveRequest<A>, happening: Happening<unknown>): void {
    this.#census.count(request, -1);
    request.note(happening);
    this.#census.count(request, 1);
  }

  /** The request waits for a free dial, which is no happening. */
  queue(request: LiveRequest<A>): void {
    this.#census.count(request, -1);
    request.state = 'queued';
    this.#census.count(request, 1);
  }

  /** The request becomes of another kind. */
  relabel(request: LiveRequest<A>, kind: Kind): void {
    this.#census.count(request, -1);
    request.kind = kind;
    this.#census.count(request, 1);
  }

  get(id: Id): LiveRequest<A> | undefined {
    return this.#byId.get(id);
  }

  find(key: string): LiveRequest<A> | undefined {
    return this.#byKey.get(key);
  }

  /** Those that live now, oldest first, whatever happens to them meanwhile. */
  all(): LiveRequest<A>[] {
    return [...this.#byId.values()];
  }

  /** How many there are of a kind, in a state or in any. */
  count(kind: Kind, state?: State): number {
    return this.#census.of(kind, state);
  }

  /** Whether one that we dialled is in the network. */
  reaches(group: string): boolean {
    return this.#groups.count(group) > 0;
  }
}

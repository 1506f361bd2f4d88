import type { Unsubscribable } from 'rxjs';
import type { Id, Kind } from '../core/request.js';
import { LiveRequest } from '../operators/live-request.js';

/** The live requests, by id and by key: one of each key. */
export class Registry<A> {
  readonly #byId = new Map<Id, LiveRequest<A>>();
  readonly #byKey = new Map<string, LiveRequest<A>>();
  #ids = 0;

  get size(): number {
    return this.#byId.size;
  }

  /** The next id. Also for requests that end before they live. */
  number(): Id {
    this.#ids += 1;
    return this.#ids;
  }

  open(address: A, key: string, kind: Kind, lease?: Unsubscribable): LiveRequest<A> {
    const request = new LiveRequest(this.number(), address, key, kind, lease);
    this.#byId.set(request.id, request);
    this.#byKey.set(key, request);
    return request;
  }

  close(request: LiveRequest<A>): void {
    this.#byId.delete(request.id);
    this.#byKey.delete(request.key);
  }

  get(id: Id): LiveRequest<A> | undefined {
    return this.#byId.get(id);
  }

  find(key: string): LiveRequest<A> | undefined {
    return this.#byKey.get(key);
  }

  /** Those that live now, whatever happens to them meanwhile. */
  all(): readonly LiveRequest<A>[] {
    return [...this.#byId.values()];
  }
}

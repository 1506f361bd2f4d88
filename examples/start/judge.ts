import { formatAddress, type Address, type ConnectionEvent, type Id, type Kind } from 'rx-connmgr';
import type { Socket } from 'node:net';

type RequestEvent = Extract<ConnectionEvent<Address, Socket>, { readonly id: Id }>;
type Type = RequestEvent['type'];

/** What may follow what, of one request; `undefined` is its beginning. `ended` ends it, so that nothing follows. */
const followers: ReadonlyMap<Type | undefined, readonly Type[]> = new Map<Type | undefined, readonly Type[]>([
  [undefined, ['dialing', 'ended']],
  ['dialing', ['established', 'failed', 'ended']],
  ['established', ['disconnected']],
  ['failed', ['waiting', 'ended']],
  ['disconnected', ['waiting', 'ended']],
  ['waiting', ['dialing', 'waiting', 'ended']],
]);

/** More would only repeat the first. */
const MAX_COMPLAINTS = 10;

/**
 * Looks at every event, and knows nothing of the manager but what it tells: what happens to one request happens in
 * order, no peer has two requests, no more than `maxOutbound` are automatic, and at the stop every request has ended.
 */
export class Judge {
  readonly #maxOutbound: number;
  readonly #last = new Map<Id, Type>();
  readonly #holders = new Map<string, Id>();
  readonly #kinds = new Map<Id, Kind>();
  readonly #complaints: string[] = [];
  #automatic = 0;

  constructor(maxOutbound: number) {
    this.#maxOutbound = maxOutbound;
  }

  /** What was not as it must be. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  hear(event: RequestEvent): void {
    const { id, type } = event;
    const last = this.#last.get(id);
    if (!followers.get(last)?.includes(type)) this.complain(`${type} of request ${id} after ${last ?? 'nothing'}`);
    if (type === 'ended') this.#forget(event);
    else this.#keep(event);
  }

  /** To be called when the last event was heard. */
  end(): void {
    for (const [id, last] of this.#last) this.complain(`the stop came, and the last of request ${id} was ${last}`);
  }

  complain(text: string): void {
    if (this.#complaints.length < MAX_COMPLAINTS) this.#complaints.push(text);
  }

  #keep({ id, type, kind, address }: RequestEvent): void {
    this.#last.set(id, type);
    if (this.#kinds.get(id) !== kind) {
      this.#count(id, kind);
      if (this.#automatic > this.#maxOutbound)
        this.complain(`${this.#automatic} automatic requests for ${this.#maxOutbound} places`);
    }
    const key = formatAddress(address);
    const holder = this.#holders.get(key) ?? id;
    if (holder !== id) this.complain(`requests ${holder} and ${id} for ${key}`);
    this.#holders.set(key, holder);
  }

  #forget({ id, address }: RequestEvent): void {
    const key = formatAddress(address);
    if (this.#holders.get(key) === id) this.#holders.delete(key);
    this.#last.delete(id);
    this.#count(id, undefined);
  }

  #count(id: Id, kind: Kind | undefined): void {
    if (this.#kinds.get(id) === 'automatic') this.#automatic -= 1;
    if (kind === 'automatic') this.#automatic += 1;
    if (kind === undefined) this.#kinds.delete(id);
    else this.#kinds.set(id, kind);
  }
}

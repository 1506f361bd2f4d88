import type { ConnectionEvent } from '../../core/events.js';
import type { Id } from '../../core/request.js';
import type { RequestState } from '../../core/snapshot.js';

/** How long dials and connections last. It remembers those that are under way, and no other. */
export class Durations {
  readonly #since = new Map<Id, number>();

  /** @param rows - the requests that there are already */
  constructor(rows: readonly RequestState<unknown>[]) {
    for (const { id, state, since } of rows) {
      if (state === 'dialing' || state === 'established') this.#since.set(id, since);
    }
  }

  /** How many are under way. */
  get size(): number {
    return this.#since.size;
  }

  /** Returns how many seconds that lasted which the event ends: a dial, or a connection; `undefined` if it ends none. */
  after(event: ConnectionEvent<unknown, unknown>, now: number): number | undefined {
    if (event.type === 'health') return undefined;
    const since = this.#since.get(event.id);
    if (event.type === 'dialing' || event.type === 'established') this.#since.set(event.id, now);
    else this.#since.delete(event.id);
    return since === undefined ? undefined : Math.max(0, now - since) / 1_000;
  }
}

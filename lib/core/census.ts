import type { Kind, State } from './request.js';

interface Counted {
  readonly kind: Kind;
  readonly state: State;
}

/** How many live requests there are of each kind, in each state. */
export class Census {
  readonly #counts = new Map<Kind, Map<State, number>>();

  /** Counts a request in, or with -1 out. */
  count({ kind, state }: Counted, by: 1 | -1): void {
    const states = this.#counts.get(kind) ?? new Map<State, number>();
    states.set(state, (states.get(state) ?? 0) + by);
    this.#counts.set(kind, states);
  }

  /** Those of a kind in a state, or of a kind in any. */
  of(kind: Kind, state?: State): number {
    const states = this.#counts.get(kind);
    if (!states) return 0;
    if (state !== undefined) return states.get(state) ?? 0;
    let all = 0;
    for (const count of states.values()) all += count;
    return all;
  }
}

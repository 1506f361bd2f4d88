import type { Kind, State } from './request.js';

interface Counted {
  readonly kind: Kind;
  readonly state: State;
}

const none = { queued: 0, dialing: 0, established: 0, waiting: 0, ended: 0 };

/** How many live requests there are of each kind, in each state. */
export class Census {
  readonly #counts: Readonly<Record<Kind, Record<State, number>>> = {
    automatic: { ...none },
    manual: { ...none },
    permanent: { ...none },
    inbound: { ...none },
  };

  /** Counts a request in, or with -1 out. */
  count({ kind, state }: Counted, by: 1 | -1): void {
    this.#counts[kind][state] += by;
  }

  /** Those of a kind in a state, or of a kind in any. */
  of(kind: Kind, state?: State): number {
    const counts = this.#counts[kind];
    if (state !== undefined) return counts[state];
    return counts.queued + counts.dialing + counts.established + counts.waiting + counts.ended;
  }
}

import type { Id } from '../request.js';

/** What a network is in use by: the key of an address in a hand, or the id of a live request. */
export type Holder = string | Id;

/** Which networks are in use, and by whom. Each holder counts once, and is let go of once, however often either is said. */
export class GroupUses {
  readonly #groups = new Map<Holder, string>();
  readonly #counts = new Map<string, number>();

  /** Holders of all groups. */
  get size(): number {
    return this.#groups.size;
  }

  busy(group: string): boolean {
    return this.#counts.has(group);
  }

  take(holder: Holder, group: string): void {
    if (this.#groups.has(holder)) return;
    this.#groups.set(holder, group);
    this.#counts.set(group, (this.#counts.get(group) ?? 0) + 1);
  }

  /** Returns whether its group is free now, and was not before. */
  free(holder: Holder): boolean {
    const group = this.#groups.get(holder);
    if (group === undefined) return false;
    this.#groups.delete(holder);
    const count = (this.#counts.get(group) ?? 0) - 1;
    if (count > 0) this.#counts.set(group, count);
    else this.#counts.delete(group);
    return count === 0;
  }
}

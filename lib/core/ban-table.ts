import type { Ban } from './ban.js';
import { Heap } from './heap.js';
import { SubnetMap } from './subnet-map.js';

const endsBefore = (a: Ban, b: Ban): boolean => a.until < b.until;

/** Bans by subnet and by end, as many as `limit`. The clock is an argument, in milliseconds since the epoch. */
export class BanTable {
  readonly #limit: number;
  readonly #bans = new Map<string, Ban>();
  readonly #bySubnet = new SubnetMap<Ban>();
  /** Whoever was lifted or replaced stays in it until its turn comes, or until such are most of it. */
  #ends = new Heap(endsBefore);

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many ends are remembered: of those that are banned, and of some that were lifted or replaced. */
  get ends(): number {
    return this.#ends.size;
  }

  /** When the first of them ends; `undefined` where there is none. */
  get firstEnd(): number | undefined {
    return this.#first()?.until;
  }

  /**
   * Adds a ban in its canonical form, and returns those that had to make room for it: those that would have ended first.
   * Returns `undefined`, and does nothing, if the same subnet is banned for as long already.
   */
  add(ban: Ban): readonly Ban[] | undefined {
    const known = this.#bans.get(ban.subnet);
    if (known && known.until >= ban.until) return undefined;
    const displaced: Ban[] = [];
    while (!known && this.#bans.size >= this.#limit) displaced.push(this.#take());
    this.#bans.set(ban.subnet, ban);
    this.#bySubnet.set(ban.subnet, ban);
    this.#ends.push(ban);
    this.#tidy();
    return displaced;
  }

  /** Returns the ban of exactly this subnet, which is in its canonical form. */
  get(subnet: string): Ban | undefined {
    return this.#bans.get(subnet);
  }

  /** Removes the ban of exactly this subnet, which is in its canonical form, and returns it if there was one. */
  lift(subnet: string): Ban | undefined {
    const ban = this.#bans.get(subnet);
    if (ban) this.#remove(ban);
    this.#tidy();
    return ban;
  }

  /** Removes those that have ended, and returns them. */
  expire(now: number): readonly Ban[] {
    const expired: Ban[] = [];
    while ((this.firstEnd ?? Infinity) <= now) expired.push(this.#take());
    return expired;
  }

  /** Returns the ban of the most specific subnet that a host is in and that has not ended. */
  find(host: string, now: number): Ban | undefined {
    for (const [, ban] of this.#bySubnet.matches(host)) if (ban.until > now) return ban;
    return undefined;
  }

  /** Returns those that have not ended, in the order in which their subnets were first banned. */
  list(now: number): readonly Ban[] {
    return [...this.#bans.values()].filter(({ until }) => until > now);
  }

  #isCurrent(ban: Ban): boolean {
    return this.#bans.get(ban.subnet) === ban;
  }

  #first(): Ban | undefined {
    let first = this.#ends.first;
    while (first && !this.#isCurrent(first)) {
      this.#ends.shift();
      first = this.#ends.first;
    }
    return first;
  }

  #take(): Ban {
    const first = this.#first() as Ban;
    this.#ends.shift();
    this.#remove(first);
    return first;
  }

  #remove({ subnet }: Ban): void {
    this.#bans.delete(subnet);
    this.#bySubnet.delete(subnet);
  }

  #tidy(): void {
    if (this.#ends.size > 2 * this.#bans.size + 100) this.#ends = this.#ends.filter((ban) => this.#isCurrent(ban));
  }
}

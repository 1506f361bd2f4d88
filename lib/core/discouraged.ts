import type { Address } from './address.js';
import { expectBetween, expectKnown, expectWhole, refuse } from './check.js';
import { scoredSubnet } from './scored-subnet.js';

/** Options of {@link Discouraged}. */
export interface DiscouragedOptions {
  /** How many of the last ones are remembered; up to twice as many are. @default 50_000 */
  readonly max?: number | undefined;
  /** How many bits of an IPv6 address it goes by, from 0 to 128, as with `judge`. @default 64 */
  readonly ipv6Prefix?: number | undefined;
}

/**
 * Peers that one would rather not have, but has if there is nobody else: softer than a ban. Whoever
 * has a choice, of whom to dial or whom to let go, asks it. What it remembers is bounded, the oldest goes first, and none of it
 * outlives the process.
 *
 * @throws ArgumentError if an option is wrong
 *
 * @example
 * ```ts
 * const discouraged = new Discouraged();
 * verdict$.pipe(filter(({ type }) => type === 'warning')).subscribe(({ offence }) => discouraged.add(offence.address));
 * const rank = (address: Address) => (discouraged.has(address) ? 1 : 0);
 * const manager = new ConnectionManager({ dial: tcp(), addresses, rank }).start();
 * ```
 *
 * Source: Bitcoin Core's discouragement, a rolling filter of the last 50 000 addresses.
 */
export class Discouraged {
  readonly #max: number;
  readonly #ipv6Prefix: number;
  /** Two generations: forgetting a whole one costs nothing, and what is remembered is exact. */
  #young = new Set<string>();
  #old = new Set<string>();

  constructor(options: DiscouragedOptions = {}) {
    expectKnown(options, ['max', 'ipv6Prefix']);
    this.#max = expectWhole('max', options.max ?? 50_000, 1);
    this.#ipv6Prefix = expectWhole('ipv6Prefix', expectBetween('ipv6Prefix', options.ipv6Prefix ?? 64, 0, 128));
  }

  /** Discourages an address, whatever its port. @throws ArgumentError if it has no host */
  add(address: Address): void {
    if (typeof address?.host !== 'string') return refuse('address', 'a host and a port', address);
    this.#young.add(scoredSubnet(address.host, this.#ipv6Prefix));
    if (this.#young.size < this.#max) return;
    this.#old = this.#young;
    this.#young = new Set();
  }

  /** Returns whether an address is discouraged. Of what has no host, it returns that it is not. */
  has(address: Address): boolean {
    if (this.#young.size + this.#old.size === 0) return false;
    try {
      const subnet = scoredSubnet(address.host, this.#ipv6Prefix);
      return this.#young.has(subnet) || this.#old.has(subnet);
    } catch {
      return false;
    }
  }

  /** Forgets all of them. */
  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}

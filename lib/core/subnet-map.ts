import { canonicalHost } from './canonical-host.js';
import { formatSubnet } from './format-subnet.js';
import { ipGroups } from './ip-groups.js';
import { parseSubnet, type Subnet } from './parse-subnet.js';
import { PrefixTable } from './prefix-table.js';

/**
 * A map by subnet, as a list of bans or of what is allowed needs it: set and deleted by subnets, asked by hosts.
 *
 * A subnet is whatever {@link parseSubnet} takes; two texts of one subnet are one entry. What is iterated, in the order of
 * its first setting, has the text of {@link formatSubnet}: a single address is written without a prefix. A network of IPv6
 * contains no IPv4 address, not even `::/0`.
 *
 * Asking for a host costs one look-up, and one more for every length of prefix in use, however many entries there are.
 *
 * @example
 * ```ts
 * const map = new SubnetMap([['10.0.0.0/8', 'ours'], ['10.1.0.0/16', 'theirs'], ['example.com', 'a name']]);
 * map.match('10.1.2.3'); // 'theirs': the most specific
 * [...map.matches('10.1.2.3')]; // [['10.1.0.0/16', 'theirs'], ['10.0.0.0/8', 'ours']]
 * map.match('192.0.2.1'); // undefined
 * ```
 */
export class SubnetMap<V> implements Iterable<[subnet: string, value: V]> {
  readonly #entries = new Map<string, V>();
  /** The texts of those entries that have more than one address, by family. */
  readonly #networks = { 2: new PrefixTable(), 8: new PrefixTable() };

  constructor(entries: Iterable<readonly [subnet: string, value: V]> = []) {
    for (const [subnet, value] of entries) this.set(subnet, value);
  }

  /** How many subnets there are. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Sets the value of a subnet.
   *
   * @throws ArgumentError if the text names no subnet
   */
  set(subnet: string, value: V): this {
    const parsed = parseSubnet(subnet);
    const text = formatSubnet(parsed);
    this.#entries.set(text, value);
    this.#network(parsed, (table, groups, prefix) => table.set(groups, prefix, text));
    return this;
  }

  /**
   * Returns the value of exactly this subnet, or `undefined`.
   *
   * @throws ArgumentError if the text names no subnet
   */
  get(subnet: string): V | undefined {
    return this.#entries.get(formatSubnet(parseSubnet(subnet)));
  }

  /**
   * Returns whether exactly this subnet has a value.
   *
   * @throws ArgumentError if the text names no subnet
   */
  has(subnet: string): boolean {
    return this.#entries.has(formatSubnet(parseSubnet(subnet)));
  }

  /**
   * Deletes exactly this subnet, and returns whether there was one.
   *
   * @throws ArgumentError if the text names no subnet
   */
  delete(subnet: string): boolean {
    const parsed = parseSubnet(subnet);
    this.#network(parsed, (table, groups, prefix) => table.delete(groups, prefix));
    return this.#entries.delete(formatSubnet(parsed));
  }

  /** Returns the value of the most specific subnet that contains a host, or `undefined`. Never throws, whatever the text is. */
  match(host: string): V | undefined {
    for (const [, value] of this.matches(host)) return value;
    return undefined;
  }

  /** All subnets that contain a host, the most specific first. Never throws, whatever the text is. */
  *matches(host: string): IterableIterator<[subnet: string, value: V]> {
    // as it is written in an address: a zone does not count
    const canonical = canonicalHost(host).replace(/%.*/s, '');
    if (canonical.includes('/')) return; // no host, but it would be the text of a network
    if (this.#entries.has(canonical)) yield [canonical, this.#entries.get(canonical) as V];
    const table = this.#networks[canonical.includes(':') ? 8 : 2];
    const groups = table.size > 0 ? ipGroups(canonical) : undefined;
    if (!groups) return;
    for (const text of table.find(groups)) yield [text, this.#entries.get(text) as V];
  }

  /** Returns each subnet, as its text, with its value. */
  [Symbol.iterator](): IterableIterator<[subnet: string, value: V]> {
    return this.#entries.entries();
  }

  /** Names and single addresses are found by their texts. */
  #network(
    { host, prefix }: Subnet,
    use: (table: PrefixTable, groups: readonly number[], prefix: number) => void,
  ): void {
    const groups = prefix === undefined ? undefined : ipGroups(host);
    if (!groups || prefix === undefined || prefix === 16 * groups.length) return;
    use(this.#networks[groups.length as 2 | 8], groups, prefix);
  }
}

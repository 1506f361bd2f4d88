import { firstBits } from './first-bits.js';

/** Strings, since they hash well: a bigint hashes by its lowest bits alone, which an adversary may choose. */
const keyOf = (groups: readonly number[], prefix: number): string =>
  String.fromCharCode(...firstBits(groups.slice(0, Math.ceil(prefix / 16)), prefix));

/** Texts by the first bits of addresses, which are given as groups of 16 bits: found by addresses, the longest prefix first. */
export class PrefixTable {
  readonly #byPrefix = new Map<number, Map<string, string>>();
  #prefixes: readonly number[] = [];

  /** How many lengths of prefix are in use. */
  get size(): number {
    return this.#prefixes.length;
  }

  set(groups: readonly number[], prefix: number, text: string): void {
    const texts = this.#byPrefix.get(prefix) ?? this.#add(prefix);
    texts.set(keyOf(groups, prefix), text);
  }

  delete(groups: readonly number[], prefix: number): void {
    const texts = this.#byPrefix.get(prefix);
    if (!texts?.delete(keyOf(groups, prefix)) || texts.size > 0) return;
    this.#byPrefix.delete(prefix);
    this.#prefixes = this.#prefixes.filter((other) => other !== prefix);
  }

  *find(groups: readonly number[]): IterableIterator<string> {
    for (const prefix of this.#prefixes) {
      const text = this.#byPrefix.get(prefix)?.get(keyOf(groups, prefix));
      if (text !== undefined) yield text;
    }
  }

  #add(prefix: number): Map<string, string> {
    const texts = new Map<string, string>();
    this.#byPrefix.set(prefix, texts);
    this.#prefixes = [...this.#byPrefix.keys()].sort((a, b) => b - a);
    return texts;
  }
}

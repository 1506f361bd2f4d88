import type { Address } from '../address.js';
import type { AddressTables } from './address-tables.js';
import type { BucketTable } from './bucket-table.js';
import { chanceOf, isRecent } from './chance.js';
import type { Known } from './known.js';

/** What a {@link Choice} is made among, and by which rules. */
export interface ChoiceOptions {
  readonly tables: AddressTables;
  /** Whether a network is in use. */
  readonly busy: (group: string) => boolean;
  /** The port of most addresses of the network, if there is one: any other is taken for want of better only. */
  readonly port: number | undefined;
  readonly random: () => number;
}

/** Whether whoever asks can use it. */
export type Usable = (address: Address) => boolean;

/** btcd's figures: tries to find one, and after how many of them one tried recently will do, and one of an odd port. */
const mostTries = 100;
const triesUntil = [0, 30, 50] as const;

/** 0, or the reason to look for a better one: 1 for a recent try, 2 for an odd port. */
type Grade = 0 | 1 | 2;

/** How many buckets are looked at, or questions asked, before a search rests. */
const stride = 256;

/**
 * Chooses which address to lease. By drawing: from the new or the tried, from any bucket and any place in it, taken by its
 * chance, which grows with each draw; so it is found in ordinary times. By searching, bucket for bucket: so it is found, or
 * known not to be there, where almost all are out of the question.
 *
 * Source: `newAddressFunc` of btcd's server and `GetAddress` of its `addrmgr`.
 */
export class Choice {
  readonly #options: ChoiceOptions;

  constructor(options: ChoiceOptions) {
    this.#options = options;
  }

  /** Returns one, or `undefined` after a hundred tries. What is not usable is barred. */
  draw(usable: Usable, now: number): Known | undefined {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const known = this.#one(now, tries === 0);
      if (!known) return undefined;
      if (this.#busy(known) || tries < triesUntil[this.#grade(known, now)]) continue;
      if (this.#usable(known, usable)) return known;
    }
    return undefined;
  }

  /**
   * Looks at all of them, and yields now and then, so that it can be spread over turns of the event loop. Returns one as
   * soon as there is one to be wished for, else in the end the best of the others, else `undefined`.
   */
  *search(usable: Usable, now: () => number): Generator<undefined, Known | undefined> {
    const spare: [undefined, Known | undefined, Known | undefined] = [undefined, undefined, undefined];
    let steps = 0;
    for (const places of this.#walk()) {
      if ((steps += 1) % stride === 0) yield;
      for (const { known } of places) {
        const grade = this.#grade(known, now());
        if (spare[grade] || !this.takeable(known)) continue;
        if ((steps += 1) % stride === 0) yield;
        if (!this.#usable(known, usable)) continue;
        if (grade === 0) return known;
        spare[grade] = known;
      }
    }
    return spare[1] ?? spare[2];
  }

  /** Whether it can be drawn and its network is free. */
  takeable(known: Known): boolean {
    return known.places.some(({ shown }) => shown >= 0) && !this.#busy(known);
  }

  #busy({ group }: Known): boolean {
    return this.#options.busy(group);
  }

  #grade(known: Known, now: number): Grade {
    const { port } = this.#options;
    if (port !== undefined && known.address.port !== port) return 2;
    return isRecent(known, now) ? 1 : 0;
  }

  /** By its chance; at first, among the tried, one whose slot another has a claim to: it is to be tested. */
  #one(now: number, first: boolean): Known | undefined {
    const { tables, random } = this.#options;
    const [table] = this.#coin();
    const contested = first && table === tables.shelves.tried ? tables.contested(now) : undefined;
    if (contested) return contested;
    for (let factor = 1; ; factor *= 1.2) {
      const known = table?.pick(random)?.known;
      if (!known || random() < factor * chanceOf(known, now)) return known;
    }
  }

  /** The new or the tried, whichever first; only those that can be drawn from. */
  #coin(): readonly BucketTable[] {
    const { random, tables } = this.#options;
    const { shelves } = tables;
    const both = random() < 0.5 ? [shelves.new, shelves.tried] : [shelves.tried, shelves.new];
    return both.filter(({ barren }) => !barren);
  }

  /** Each bucket, from any on. */
  *#walk(): Generator<readonly { readonly known: Known }[]> {
    for (const table of this.#coin()) {
      const { drawable } = table;
      const start = Math.floor(this.#options.random() * drawable.length);
      for (const bucket of [...drawable.slice(start), ...drawable.slice(0, start)]) yield table.shownIn(bucket);
    }
  }

  /** One that cannot be told is out of the question, too. */
  #usable(known: Known, usable: Usable): boolean {
    let answer = false;
    try {
      answer = usable(known.address);
    } finally {
      if (!answer) this.#options.tables.shelves.bar(known);
    }
    return answer;
  }
}

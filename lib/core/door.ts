import { canonicalHost } from './canonical-host.js';
import { Flood } from './flood.js';
import { prefixOf } from './prefix-of.js';
import type { RefusalReason } from './refusal.js';
import { SubnetMap } from './subnet-map.js';
import { Tally } from './tally.js';
import { TokenBuckets } from './token-buckets.js';

/** Who is let in. Of the numbers, `Infinity` is no limit and 0 is nobody. */
export interface DoorRules {
  /** Live connections of one host. */
  readonly perHost: number;
  /** Live connections of one network. */
  readonly perPrefix: number;
  /** Live connections whose handshake is not finished. */
  readonly unfinished: number;
  /** Connections per second that one network may make, and how many of them at once. */
  readonly rate: number;
  readonly burst: number;
  /** Connections per second of all together above which some are shed. */
  readonly flood: number;
  /** Subnets that pass all of this. */
  readonly allow: readonly string[];
  /** Subnets that are not let in. Where both lists have something to say, the more specific does; of the same, `allow`. */
  readonly deny: readonly string[];
}

type Standing = 'allowed' | 'denied' | undefined;

/** Who stands before the door. */
export interface Guest {
  readonly host: string;
  /** The network that the host is in. */
  readonly prefix: string;
  /** What the lists say of it. */
  readonly standing: Standing;
}

/** A place that a guest has taken. Each step counts once, however often it is made. */
export interface Stay {
  /** The handshake is finished. */
  readonly greet: () => void;
  readonly leave: () => void;
}

/** Of so many networks it is remembered how often they came. */
const remembered = 10_000;

const open: DoorRules = {
  perHost: Infinity,
  perPrefix: Infinity,
  unfinished: Infinity,
  rate: Infinity,
  burst: 10,
  flood: Infinity,
  allow: [],
  deny: [],
};

const noPlace: Stay = { greet: () => undefined, leave: () => undefined };

const listed = ({ allow, deny }: DoorRules): SubnetMap<Standing> =>
  new SubnetMap<Standing>([
    ...deny.map((subnet) => [subnet, 'denied'] as const),
    ...allow.map((subnet) => [subnet, 'allowed'] as const),
  ]);

/**
 * The rules for connections that come in, and the places that these have taken. It sheds: whoever may not come in is told so
 * at once, nobody waits. The rules may change at any time; whoever is inside stays. At first everybody is let in.
 */
export class Door {
  readonly #random: () => number;
  readonly #hosts = new Tally();
  readonly #prefixes = new Tally();
  readonly #buckets = new TokenBuckets(remembered);
  readonly #flood = new Flood();
  #rules = open;
  #lists = listed(open);
  #unfinished = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Hosts and networks that have places, and places whose handshake is not finished. */
  get taken(): { readonly hosts: number; readonly prefixes: number; readonly unfinished: number } {
    return { hosts: this.#hosts.size, prefixes: this.#prefixes.size, unfinished: this.#unfinished };
  }

  /** From now on. @throws ArgumentError if a text of a list names no subnet */
  change(rules: Partial<DoorRules>): void {
    const changed = { ...this.#rules, ...rules };
    if (rules.allow !== undefined || rules.deny !== undefined) this.#lists = listed(changed);
    this.#rules = changed;
  }

  guest(address: string): Guest {
    const host = canonicalHost(address).replace(/%.*/s, '');
    return { host, prefix: prefixOf(host), standing: this.#lists.size > 0 ? this.#lists.match(host) : undefined };
  }

  /** Returns why a guest may not come in now, if so. It is counted as one that came, unless there is no place for it. */
  knock(guest: Guest, now: number): RefusalReason | undefined {
    return this.full(guest) ?? (guest.standing === 'allowed' ? undefined : this.#rushed(guest, now));
  }

  /** Returns why there is no place for a guest, if so. */
  full({ host, prefix, standing }: Guest): RefusalReason | undefined {
    if (standing !== undefined) return standing === 'denied' ? 'denied' : undefined;
    const { perHost, perPrefix, unfinished } = this.#rules;
    if (this.#hosts.count(host) >= perHost) return 'host';
    if (this.#prefixes.count(prefix) >= perPrefix) return 'prefix';
    return this.#unfinished >= unfinished ? 'unfinished' : undefined;
  }

  /** Takes a place. An allowed guest takes none. */
  enter({ host, prefix, standing }: Guest): Stay {
    if (standing === 'allowed') return noPlace;
    let greeted = false;
    let left = false;
    const greet = () => {
      if (greeted) return;
      greeted = true;
      this.#unfinished -= 1;
    };
    const leave = () => {
      if (left) return;
      left = true;
      greet();
      this.#hosts.remove(host);
      this.#prefixes.remove(prefix);
    };
    this.#hosts.add(host);
    this.#prefixes.add(prefix);
    this.#unfinished += 1;
    return { greet, leave };
  }

  #rushed({ prefix }: Guest, now: number): RefusalReason | undefined {
    const { flood } = this.#rules;
    if (!this.#buckets.take(prefix, this.#rules, now)) return 'rate';
    return flood === Infinity || this.#flood.admits(flood, now, this.#random) ? undefined : 'flood';
  }
}

import { isObservable, type Observable } from 'rxjs';
import { expectFunction, expectKnown, expectWhole, refuse } from '../core/check.js';
import type { DoorRules } from '../core/door.js';
import { parseSubnet } from '../core/parse-subnet.js';
import type { Refusal } from '../core/refusal.js';
import type { Live } from './follow.js';
import { tellTo, type Listener } from './tell-to.js';

/**
 * Who is let in by `admit`. Each limit is a number or a stream of numbers, 0 is nobody and `Infinity` no limit; a stream
 * lets nobody in before its first value. Whoever is inside when a limit falls stays.
 */
export interface AdmitOptions<A> {
  /** Live connections of one host. @default Infinity */
  readonly perHost?: Live<number> | undefined;
  /** Live connections of one network: 24 bits of IPv4, 64 of IPv6. @default Infinity */
  readonly perPrefix?: Live<number> | undefined;
  /** Live connections whose `connection$` has not emitted yet: whatever is piped to it, such as a handshake, goes on. @default Infinity */
  readonly unfinished?: Live<number> | undefined;
  /** Connections per second that one network may make; fractions too: 0.1 is one in ten seconds. @default Infinity */
  readonly rate?: Live<number> | undefined;
  /** Connections that one network may make at once, if there is a `rate`: a whole number ≥ 1. @default 10 */
  readonly burst?: Live<number> | undefined;
  /**
   * Connections per second of all together: where more come, chance picks about so many of them. Those that another rule
   * refuses do not count.
   *
   * @default Infinity
   */
  readonly flood?: Live<number> | undefined;
  /** Subnets that pass all of this, and take no place. @default none */
  readonly allow?: Live<readonly string[]> | undefined;
  /** Subnets that are not let in. The more specific of two subnets decides; of the same, `allow`. @default none */
  readonly deny?: Live<readonly string[]> | undefined;
  /** Where chance comes from: numbers in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Told of each that is refused, as it is: `summarize` makes few of many. */
  readonly refused?: Listener<Refusal<A>> | undefined;
  /** Told what is wrong with a stream of limits: a value that cannot be, an error. The last good one holds on. */
  readonly complain?: Listener<unknown> | undefined;
}

type Rules = { -readonly [K in keyof DoorRules]?: DoorRules[K] };

/** The options, checked. */
export interface AdmitSettings<A> {
  /** What holds from the beginning. */
  readonly rules: Readonly<Rules>;
  /** What comes later, each with its check. */
  readonly streams: readonly {
    readonly value$: Observable<unknown>;
    readonly rulesOf: (value: unknown) => Readonly<Rules>;
  }[];
  readonly random: () => number;
  readonly refused: (refusal: Refusal<A>) => void;
  readonly complain: (error: unknown) => void;
}

const expectCount = (name: string, value: unknown): number =>
  value === Infinity ? Infinity : expectWhole(name, value, 0);

const expectRate = (name: string, value: unknown): number =>
  typeof value === 'number' && value >= 0 ? value : refuse(name, 'a number ≥ 0', value);

const expectBurst = (name: string, value: unknown): number => expectWhole(name, value, 1);

const expectSubnets = (name: string, value: unknown): readonly string[] => {
  if (!Array.isArray(value)) return refuse(name, 'an array of subnets', value);
  for (const subnet of value as readonly string[]) parseSubnet(subnet);
  return value.slice() as readonly string[];
};

/** Of each rule its check, and what holds before the first value of a stream. */
const rules = {
  perHost: [expectCount, 0],
  perPrefix: [expectCount, 0],
  unfinished: [expectCount, 0],
  rate: [expectRate, 0],
  burst: [expectBurst, 1],
  flood: [expectRate, 0],
  allow: [expectSubnets, []],
  deny: [expectSubnets, []],
} as const satisfies { readonly [K in keyof DoorRules]: readonly [(name: string, value: unknown) => unknown, unknown] };

const ruleNames = Object.keys(rules) as (keyof DoorRules)[];

/** Returns the settings that the options make. @throws ArgumentError that says what was expected and what was got */
export const admitSettings = <A>(options: AdmitOptions<A>): AdmitSettings<A> => {
  expectKnown(options, [...ruleNames, 'random', 'refused', 'complain']);
  const first: Rules = {};
  const streams: AdmitSettings<A>['streams'][number][] = [];
  for (const name of ruleNames) {
    const [check, before] = rules[name];
    const live = options[name];
    if (live === undefined) continue;
    Object.assign(first, { [name]: isObservable(live) ? before : check(name, live) });
    if (isObservable(live)) streams.push({ value$: live, rulesOf: (value) => ({ [name]: check(name, value) }) });
  }
  return {
    rules: first,
    streams,
    random: expectFunction('random', options.random ?? Math.random),
    refused: tellTo('refused', options.refused),
    complain: tellTo('complain', options.complain),
  };
};

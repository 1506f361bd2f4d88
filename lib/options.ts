import { isObservable, type Observable, type ObservableInput } from 'rxjs';
import type { Address } from './core/address.js';
import type { AddressSource } from './core/address-source.js';
import { jittered, linear, type Backoff } from './core/backoff.js';
import {
  expectDuration,
  expectFunction,
  expectKnown,
  expectPositive,
  expectWhole,
  refuse,
  show,
} from './core/check.js';
import type { Dialler } from './core/dial.js';
import { ArgumentError } from './core/errors.js';
import type { Bans } from './core/bans.js';
import type { Inbound } from './core/inbound.js';
import { keyOf } from './core/key-of.js';
import type { Id } from './core/request.js';
import type { Live } from './operators/follow.js';

/** What a manager is made of. All durations are milliseconds. */
export interface Options<A, C> {
  /** How one connection is made. */
  readonly dial: Dialler<A, C>;
  /**
   * Where the automatic requests get their addresses: an array or another iterable, which is pulled as needed; a promise
   * or an observable, of which the last `poolSize` are kept; or a source of your own. None means connect-only: nothing is
   * dialled but what is wished for. @default none
   */
  readonly addresses?: ObservableInput<A> | AddressSource<A> | undefined;
  /** Which of the ready addresses first: the lowest. @default first come, first served */
  readonly rank?: ((address: A) => number) | undefined;
  /**
   * Which network an address is in, if that matters: no automatic request is for the network of another request, whatever
   * that one's state is. Requests `inbound` do not count. @default any number in one network, unless the source has a rule
   */
  readonly group?: ((address: A) => string | undefined) | undefined;
  /** Which addresses an automatic request may dial at all. @default any, unless the source has a rule */
  readonly routable?: ((address: A) => boolean) | undefined;
  /**
   * Who is neither dialled nor let in. What is live when a ban falls ends as `banned`. A permanent request is exempt, and a
   * `health` event says so, with a {@link ConnectionError} `banned` and its id. `connect` for a banned address ends at once
   * as `banned`. @default nobody
   */
  readonly bans?: Bans<NoInfer<A>> | undefined;
  /**
   * Connections that come in, such as `listen` has them, with a handshake piped to each `connection$` where there is one.
   * They become requests of kind `inbound` once they are established. Whoever is not let in is closed at once. An error of
   * the stream is told, and it is subscribed to again after the back-off. @default none
   */
  readonly inbound?: Observable<Inbound<NoInfer<A>, NoInfer<C>>> | undefined;
  /**
   * How many may have come in, those in their handshake included and those not that are `allowed`: a whole number ≥ 0, 0 is
   * nobody. If it falls, the youngest end as `surplus`. A stream starts with 0. @default what `maxPeers` leaves
   */
  readonly maxInbound?: Live<number> | undefined;
  /**
   * Who has to go when another connection comes in and there is no room: returns the id of a request `inbound` that is not
   * `allowed`, which then ends as `surplus`, or nobody. See the function `evict`. @default nobody: the newcomer is refused
   */
  readonly evict?: ((newcomer: Inbound<NoInfer<A>, NoInfer<C>>) => Id | undefined) | undefined;
  /**
   * How many requests there may be of all kinds together, but for those that came in and are `allowed`: a whole number ≥ 0.
   * The permanent ones have their room first, in whatever state, then the places, which shrink to fit, then the manual ones;
   * what is left is for connections that come in. A request that finds no room ends as `full`; who is too many when the
   * limit falls, or when others have their room first, ends as `surplus`, the youngest first. Until a stream has a value
   * there are no places and nobody is let in. @default no limit
   */
  readonly maxPeers?: Live<number> | undefined;
  /** How many automatic connections to hold: a whole number ≥ 0, 0 is none. A stream starts with 0. @default 8 */
  readonly maxOutbound?: Live<number> | undefined;
  /** How long an address rests after a connection, and the step of the default `backoff`. @default 5_000 */
  readonly retryDuration?: number | undefined;
  /** The cap of the default `backoff`. @default 300_000 */
  readonly maxRetryDuration?: number | undefined;
  /** How long to wait after so many failures in a row. @default jittered(linear(retryDuration, maxRetryDuration)) */
  readonly backoff?: Backoff | undefined;
  /** How long a connection must last for its failures to be forgiven. @default retryDuration */
  readonly stableAfter?: number | undefined;
  /** Failures in a row that make an outage while nothing is established. @default 25 */
  readonly maxFailedAttempts?: number | undefined;
  /** The longest that one dial may take, counted from its start, or the handshake of one that came in. @default 30_000 */
  readonly dialTimeout?: number | undefined;
  /** Dials under way at once; those of permanent requests come first. @default 128 */
  readonly maxDialing?: number | undefined;
  /** Automatic dials per second. @default 10 × maxOutbound */
  readonly maxDialRate?: number | undefined;
  /** Addresses kept of a plain stream; the oldest unused goes first. @default 10_000 */
  readonly poolSize?: number | undefined;
  /** Where jitter comes from: numbers in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** What makes two addresses the same: the same text for both. */
export type Key<A> = (address: A) => string;

/** {@link Options}, and `key` for addresses that have no canonical key of their own. */
export type ManageOptions<A = Address, C = unknown> = Options<A, C> &
  ([A] extends [string | Address | { readonly href: string }]
    ? { readonly key?: Key<NoInfer<A>> | undefined }
    : { readonly key: Key<NoInfer<A>> });

type Optional =
  | 'addresses'
  | 'rank'
  | 'group'
  | 'routable'
  | 'bans'
  | 'inbound'
  | 'maxInbound'
  | 'evict'
  | 'maxPeers'
  | 'maxDialRate';

/** The options, checked, with their defaults. */
export type Settings<A, C> = {
  readonly [K in Exclude<keyof Options<A, C>, Optional>]: NonNullable<Options<A, C>[K]>;
} & {
  readonly [K in Optional]: Options<A, C>[K];
} & { readonly key: Key<A> };

const names: readonly (keyof Settings<unknown, unknown>)[] = [
  'dial',
  'addresses',
  'key',
  'rank',
  'group',
  'routable',
  'bans',
  'inbound',
  'maxInbound',
  'evict',
  'maxPeers',
  'maxOutbound',
  'retryDuration',
  'maxRetryDuration',
  'backoff',
  'stableAfter',
  'maxFailedAttempts',
  'dialTimeout',
  'maxDialing',
  'maxDialRate',
  'poolSize',
  'random',
];

const expectAddresses = <A>(addresses: Options<A, unknown>['addresses']): typeof addresses => {
  if (addresses === undefined || (typeof addresses === 'object' && addresses !== null)) return addresses;
  throw new ArgumentError(`Expected \`addresses\` to be an array, an observable or a source, got ${show(addresses)}`);
};

const expectBans = <A>(bans: Bans<A>): Bans<A> =>
  typeof bans === 'object' && bans !== null && typeof bans.has === 'function' && isObservable(bans.changed$)
    ? bans
    : refuse('bans', 'an object with `has` and `changed$`', bans);

const expectObservable = <T>(name: string, value: Observable<T>): Observable<T> =>
  isObservable(value) ? value : refuse(name, 'an observable', value);

/** Returns `value` checked, or nothing where nothing was given. */
const given = <T>(value: T | undefined, check: (value: T) => T): T | undefined =>
  value === undefined ? undefined : check(value);

/** One that is live is checked value by value. */
const expectLimit = (name: string, limit: Live<number>): Live<number> =>
  isObservable(limit) ? limit : expectWhole(name, limit);

/** Returns the settings that the options make. @throws ArgumentError that says what was expected and what was got */
export const settingsOf = <A, C>(manageOptions: ManageOptions<A, C>): Settings<A, C> => {
  expectKnown(manageOptions, names);
  const options = manageOptions as Options<A, C> & { readonly key?: Key<A> | undefined };
  const retryDuration = expectDuration('retryDuration', options.retryDuration ?? 5_000);
  const maxRetryDuration = expectDuration('maxRetryDuration', options.maxRetryDuration ?? 300_000);
  const random = expectFunction('random', options.random ?? Math.random);
  return {
    dial: expectFunction('dial', options.dial),
    addresses: expectAddresses(options.addresses),
    key: expectFunction('key', options.key ?? keyOf),
    rank: given(options.rank, (rank) => expectFunction('rank', rank)),
    group: given(options.group, (group) => expectFunction('group', group)),
    routable: given(options.routable, (routable) => expectFunction('routable', routable)),
    bans: given(options.bans, expectBans),
    inbound: given(options.inbound, (inbound) => expectObservable('inbound', inbound)),
    maxInbound: given(options.maxInbound, (maxInbound) => expectLimit('maxInbound', maxInbound)),
    evict: given(options.evict, (evict) => expectFunction('evict', evict)),
    maxPeers: given(options.maxPeers, (maxPeers) => expectLimit('maxPeers', maxPeers)),
    maxOutbound: expectLimit('maxOutbound', options.maxOutbound ?? 8),
    retryDuration,
    maxRetryDuration,
    backoff: expectFunction(
      'backoff',
      options.backoff ?? jittered(linear(retryDuration, maxRetryDuration), { random }),
    ),
    stableAfter: expectDuration('stableAfter', options.stableAfter ?? retryDuration),
    maxFailedAttempts: expectWhole('maxFailedAttempts', options.maxFailedAttempts ?? 25, 1),
    dialTimeout: expectDuration('dialTimeout', options.dialTimeout ?? 30_000),
    maxDialing: expectWhole('maxDialing', options.maxDialing ?? 128, 1),
    maxDialRate: given(options.maxDialRate, (rate) => expectPositive('maxDialRate', rate)),
    poolSize: expectWhole('poolSize', options.poolSize ?? 10_000, 1),
    random,
  };
};

import { expectFunction, expectKnown, expectWhole } from '../core/check.js';
import { keyOf } from '../core/key-of.js';
import type { Kind } from '../core/request.js';
import type { RequestState, Snapshot } from '../core/snapshot.js';
import { broken } from './broken.js';
import { expectHealth } from './expect-health.js';
import { expectTotals } from './expect-totals.js';

/** What is known of the manager that a snapshot is of. */
export interface InvariantOptions<A> {
  /** How many places it has: a whole number ≥ 0. @default any number */
  readonly maxOutbound?: number | undefined;
  /** How many may have come in, if none of them is `allowed` to pass the limits: a whole number ≥ 0. @default any number */
  readonly maxInbound?: number | undefined;
  /** How many there may be of all kinds together, if none that came in is `allowed`: a whole number ≥ 0. @default any number */
  readonly maxPeers?: number | undefined;
  /** Its `key`, if it has one of its own. @default that of the package */
  readonly key?: ((address: A) => string) | undefined;
  /**
   * Whether nothing is under way: true of what `snapshot$` emits, and between turns of the event loop, unless the manager
   * drains. Only then do the health and the rows have to agree. @default false
   */
  readonly settled?: boolean | undefined;
}

/** What came in is a request only while it is established; for a moment it is told that it is no more. */
const expectInbound = ({ id, state, failures, retryAt }: RequestState<unknown>): void => {
  if (state !== 'established' && state !== 'waiting') broken(`inbound request ${id} to be established`, state);
  if (failures > 0) broken(`no failures of inbound request ${id}`, failures);
  if (retryAt !== undefined) broken(`inbound request ${id} not to be dialled`, `a time to retry it, ${retryAt}`);
};

const expectRow = (row: RequestState<unknown>): void => {
  const { id, kind, state, failures, since, retryAt, error } = row;
  if (kind === 'inbound' && state !== 'ended') expectInbound(row);
  if (state === 'ended') broken(`no row of request ${id} once it has ended`, 'one');
  if (!Number.isSafeInteger(failures) || failures < 0) broken(`a whole number of failures of request ${id}`, failures);
  if (state === 'established' && failures > 0) broken(`no failures of request ${id} once established`, failures);
  if (state === 'established' && error !== undefined) broken(`no error of request ${id} once established`, error);
  if (retryAt === undefined) return;
  if (state !== 'waiting') broken(`a time to retry request ${id} only while it waits`, `one while ${state}`);
  if (retryAt < since) broken(`request ${id} to be retried at ${since}, when it began to wait, or later`, retryAt);
};

const expectOneEach = <A>(
  what: string,
  rows: readonly RequestState<A>[],
  keyOfRow: (row: RequestState<A>) => unknown,
): void => {
  const rowOf = new Map<unknown, RequestState<A>>();
  for (const row of rows) {
    const key = keyOfRow(row);
    const other = rowOf.get(key);
    if (other) broken(`one row of each ${what}`, `requests ${other.id} and ${row.id} of ${String(key)}`);
    rowOf.set(key, row);
  }
};

const expectAtMost = (limit: number | undefined, what: string, rows: readonly RequestState<unknown>[]): void => {
  if (limit !== undefined && rows.length > limit) broken(`at most ${limit} ${what}`, rows.length);
};

/**
 * Returns if a snapshot holds what holds at every moment of a manager: rows of live requests only, one of each id and of
 * each key; no more automatic ones than places, no more of the others than the limits say; no failures of what is
 * established, no time to retry but while waiting; of what came in nothing but connections; totals that account for the
 * rows; nothing after the stop. If `settled`, a health that agrees with the rows too.
 *
 * @throws Error that says which of them is broken
 * @throws ArgumentError if an option is wrong
 * @example
 * ```ts
 * manager.events$.subscribe(() => expectInvariants(manager.snapshot(), { maxOutbound: 8 }));
 * manager.snapshot$.subscribe((snapshot) => expectInvariants(snapshot, { maxOutbound: 8, settled: true }));
 * ```
 */
export const expectInvariants = <A>(snapshot: Snapshot<A>, options: InvariantOptions<A> = {}): void => {
  expectKnown(options, ['maxOutbound', 'maxInbound', 'maxPeers', 'key', 'settled']);
  const limit = (name: 'maxOutbound' | 'maxInbound' | 'maxPeers') =>
    options[name] === undefined ? undefined : expectWhole(name, options[name]);
  const places = limit('maxOutbound');
  const key = expectFunction('key', options.key ?? keyOf);
  const { requests, health } = snapshot;
  requests.forEach(expectRow);
  expectOneEach('id', requests, ({ id }) => id);
  expectOneEach('key', requests, ({ address }) => key(address));
  // The room of one that came in is free before its end is told.
  const present = requests.filter(({ kind, state }) => kind !== 'inbound' || state === 'established');
  const of = (wanted: Kind) => present.filter(({ kind }) => kind === wanted);
  expectAtMost(places, 'automatic requests', of('automatic'));
  expectAtMost(limit('maxInbound'), 'inbound requests', of('inbound'));
  expectAtMost(limit('maxPeers'), 'requests', present);
  expectTotals(snapshot);
  if (health === 'stopped' && requests.length > 0) broken('no request to live after the stop', requests.length);
  if (options.settled) expectHealth(snapshot, places);
};

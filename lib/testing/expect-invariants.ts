import { expectFunction, expectKnown, expectWhole } from '../core/check.js';
import { keyOf } from '../core/key-of.js';
import type { RequestState, Snapshot } from '../core/snapshot.js';
import { broken } from './broken.js';
import { expectHealth } from './expect-health.js';
import { expectTotals } from './expect-totals.js';

/** What is known of the manager that a snapshot is of. */
export interface InvariantOptions<A> {
  /** How many places it has: a whole number ≥ 0. @default any number */
  readonly maxOutbound?: number | undefined;
  /** Its `key`, if it has one of its own. @default that of the package */
  readonly key?: ((address: A) => string) | undefined;
  /**
   * Whether nothing is under way: true of what `snapshot$` emits, and between turns of the event loop, unless the manager
   * drains. Only then do the health and the rows have to agree. @default false
   */
  readonly settled?: boolean | undefined;
}

const expectRow = ({ id, state, failures, since, retryAt, error }: RequestState<unknown>): void => {
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

/**
 * Returns if a snapshot holds what holds at every moment of a manager: rows of live requests only, one of each id and of
 * each key; no more automatic ones than places; no failures of what is established, no time to retry but while waiting;
 * totals that account for the rows; nothing after the stop. If `settled`, a health that agrees with the rows too.
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
  expectKnown(options, ['maxOutbound', 'key', 'settled']);
  const places = options.maxOutbound === undefined ? undefined : expectWhole('maxOutbound', options.maxOutbound);
  const key = expectFunction('key', options.key ?? keyOf);
  const { requests, health } = snapshot;
  requests.forEach(expectRow);
  expectOneEach('id', requests, ({ id }) => id);
  expectOneEach('key', requests, ({ address }) => key(address));
  const automatic = requests.filter(({ kind }) => kind === 'automatic').length;
  if (places !== undefined && automatic > places) broken(`at most ${places} automatic requests`, automatic);
  expectTotals(snapshot);
  if (health === 'stopped' && requests.length > 0) broken('no request to live after the stop', requests.length);
  if (options.settled) expectHealth(snapshot, places);
};

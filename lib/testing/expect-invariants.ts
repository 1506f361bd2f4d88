import { expectKnown } from '../core/check.js';
import { keyOf } from '../core/key-of.js';
import type { RequestState, Snapshot } from '../core/snapshot.js';

/** What is known of the manager whose snapshot it is. */
export interface InvariantOptions<A> {
  /** How many places it has. @default any number */
  readonly maxOutbound?: number | undefined;
  /** Its key of an address. @default that of the package */
  readonly key?: ((address: A) => string) | undefined;
}

const must = (holds: boolean, what: string, got: unknown): void => {
  if (!holds) throw new Error(`Expected ${what}, got ${String(got)}`);
};

const twice = (values: readonly unknown[]): unknown => values.find((value, i) => values.indexOf(value) !== i);

const expectRow = ({ id, state, retryAt, failures, since }: RequestState<unknown>): void => {
  must(state !== 'ended', `request ${id} to be gone once it has ended`, 'its row');
  must(
    retryAt === undefined || state === 'waiting',
    `request ${id} to have a time to retry only while it waits`,
    state,
  );
  must(Number.isInteger(failures) && failures >= 0, `request ${id} to have failed a whole number of times`, failures);
  must(retryAt === undefined || retryAt >= since, `request ${id} to retry after it began to wait`, retryAt);
};

/**
 * Returns if a snapshot keeps what holds at every moment of a manager: rows only of the living, one of each id and each key,
 * never more automatic ones than places, totals that agree with the rows and the health.
 *
 * @throws Error that says which invariant is broken
 * @example
 * ```ts
 * manager.snapshot$.subscribe((snapshot) => expectInvariants(snapshot, { maxOutbound: 8 }));
 * ```
 */
export const expectInvariants = <A>(snapshot: Snapshot<A>, options: InvariantOptions<A> = {}): void => {
  expectKnown(options, ['maxOutbound', 'key']);
  const { maxOutbound = Infinity, key = keyOf } = options;
  const { requests, totals, health } = snapshot;
  requests.forEach(expectRow);
  const ids = requests.map(({ id }) => id);
  must(new Set(ids).size === ids.length, 'one row of each id', twice(ids));
  const keys = requests.map(({ address }) => key(address));
  must(new Set(keys).size === keys.length, 'one live request of each key', twice(keys));
  const automatic = requests.filter(({ kind }) => kind === 'automatic');
  must(automatic.length <= maxOutbound, `at most ${maxOutbound} automatic requests`, automatic.length);
  const established = requests.filter(({ state }) => state === 'established').length;
  must(
    totals.established - totals.disconnected === established,
    `${established} more established than disconnected`,
    `${totals.established} and ${totals.disconnected}`,
  );
  must(totals.failed <= totals.dialing, 'no more failures than dials', totals.failed);
  must(health !== 'stopped' || requests.length === 0, 'nothing to live after the stop', requests.length);
  must(health !== 'outage' || established === 0, 'nothing to be established in an outage', established);
  if (health !== 'ok') return;
  const missing = requests.filter(({ kind, state }) => kind === 'permanent' && state !== 'established');
  must(missing.length === 0, 'all permanent requests to be established when the health is ok', missing.length);
  if (maxOutbound === Infinity) return;
  const filled = automatic.filter(({ state }) => state === 'established').length;
  must(filled === maxOutbound, `${maxOutbound} places to be filled when the health is ok`, filled);
};

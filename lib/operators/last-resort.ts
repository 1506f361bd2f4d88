import {
  connect,
  endWith,
  from,
  ignoreElements,
  merge,
  switchMap,
  take,
  takeUntil,
  timer,
  type MonoTypeOperatorFunction,
  type ObservableInput,
} from 'rxjs';
import { expectDuration, expectKnown, refuse } from '../core/check.js';

/** Options of {@link lastResort}. */
export interface LastResortOptions {
  /** Milliseconds without an address after which the fixed ones are emitted. @default 60_000 */
  readonly after?: number | undefined;
}

/**
 * Returns an operator that passes addresses through, and emits the fixed ones too if none has come within a minute, or if
 * the source ends without any: addresses built into a program, which grow stale and are known to everybody, are for when
 * nothing else is left.
 *
 * ```
 * source                         ---a---b---        ---------a-
 * lastResort([x, y], { after: 6 })  ---a---b---        ------(xy)a-
 * ```
 *
 * What comes later still passes. The stream ends as its source does, after the fixed ones.
 *
 * @param fixed - a list, or whatever else can be subscribed to: only when it is needed
 * @throws ArgumentError if `fixed` is nothing of the kind, or `after` no duration
 * @example
 * ```ts
 * const address$ = fromDnsSeeds(seeds, { port: 8333, lookup: dnsLookup() }).pipe(lastResort(builtIn));
 * ```
 * Source: Bitcoin Core, which adds its fixed seeds after a minute.
 */
export const lastResort = <A>(
  fixed: ObservableInput<NoInfer<A>>, // the stream says what an address is
  options: LastResortOptions = {},
): MonoTypeOperatorFunction<A> => {
  if (Object(fixed) !== fixed) refuse('fixed', 'a list or a stream of addresses', fixed);
  expectKnown(options, ['after']);
  const after = expectDuration('after', options.after ?? 60_000);

  return connect((address$) => {
    const ended$ = address$.pipe(ignoreElements(), endWith(true));
    const needed$ = merge(timer(after), ended$).pipe(take(1), takeUntil(address$));
    return merge(address$, needed$.pipe(switchMap(() => from(fixed))));
  });
};

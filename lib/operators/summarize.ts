import { Observable, ignoreElements, tap, timer, type OperatorFunction, type Subscription } from 'rxjs';
import { expectDuration, expectKnown, expectPositive, expectWhole } from '../core/check.js';
import type { Refusal, RefusalReason } from '../core/refusal.js';

/** Options of {@link summarize}. */
export interface SummarizeOptions {
  /** How many for each reason are told as they come, after a quiet interval: a whole number ≥ 0. @default 3 */
  readonly first?: number | undefined;
  /** Milliseconds in which one more summary for each reason is told at most: a number > 0. @default 30_000 */
  readonly every?: number | undefined;
}

/** The last of one or more refusals for one reason. */
export interface RefusalSummary<A, R extends string = RefusalReason> extends Refusal<A, R> {
  /** How many there were since the last summary for this reason, this one included. */
  readonly count: number;
  /** How many there were for this reason so far. */
  readonly total: number;
}

/** The refusals for one reason. */
class Ration<A, R extends string> {
  readonly #settings: { readonly first: number; readonly every: number };
  readonly #tell: (summary: RefusalSummary<A, R>) => void;
  #interval: Subscription | undefined;
  #last: Refusal<A, R> | undefined;
  #atOnce: number;
  #count = 0;
  #total = 0;

  constructor(settings: { readonly first: number; readonly every: number }, tell: (one: RefusalSummary<A, R>) => void) {
    this.#settings = settings;
    this.#tell = tell;
    this.#atOnce = settings.first;
  }

  add(refusal: Refusal<A, R>): void {
    this.#last = refusal;
    this.#count += 1;
    this.#total += 1;
    this.#interval ??= timer(this.#settings.every).subscribe(() => this.#look());
    if (this.#atOnce === 0) return;
    this.#atOnce -= 1;
    this.flush();
  }

  flush(): void {
    if (!this.#last || this.#count === 0) return;
    const { address, reason } = this.#last;
    const count = this.#count;
    this.#count = 0;
    this.#tell({ address, reason, count, total: this.#total });
  }

  stop(): void {
    this.#interval?.unsubscribe();
  }

  #look(): void {
    const quiet = this.#count === 0;
    this.#interval = quiet ? undefined : timer(this.#settings.every).subscribe(() => this.#look());
    if (quiet) this.#atOnce = this.#settings.first;
    else this.flush();
  }
}

/**
 * Returns an operator that makes few summaries of many refusals, for a log or an alarm: for each reason the first ones are
 * told as they come, then at most one in an interval, with the number of all since. After an interval without any it begins
 * anew. What is left at the end is told before it: the counts add up.
 *
 * ```
 * refused                              a-bcdef------------g--|
 * summarize({ first: 2, every: 5 })    a-b--(f4)----------g--|      f: the last of 4
 * ```
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * refused$.pipe(summarize()).subscribe(({ address, reason, count, total }) =>
 *   console.warn(`refused ${count} (${reason}), the last from ${address.host}, ${total} so far`),
 * );
 * ```
 */
export const summarize = <A, R extends string>(
  options: SummarizeOptions = {},
): OperatorFunction<Refusal<A, R>, RefusalSummary<A, R>> => {
  expectKnown(options, ['first', 'every']);
  const first = expectWhole('first', options.first ?? 3);
  const every = expectDuration('every', expectPositive('every', options.every ?? 30_000));
  return (refusal$) =>
    new Observable((subscriber) => {
      const rations = new Map<R, Ration<A, R>>();
      const rationOf = (reason: R): Ration<A, R> => {
        const known = rations.get(reason);
        if (known) return known;
        const ration = new Ration<A, R>({ first, every }, (summary) => subscriber.next(summary));
        rations.set(reason, ration);
        return ration;
      };
      const add = (refusal: Refusal<A, R>) => rationOf(refusal.reason).add(refusal);
      const flush = () => rations.forEach((ration) => ration.flush());
      const stop = () => rations.forEach((ration) => ration.stop());
      return refusal$
        .pipe(tap({ next: add, error: flush, complete: flush, finalize: stop }), ignoreElements())
        .subscribe(subscriber);
    });
};

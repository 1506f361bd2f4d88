import { map, type OperatorFunction } from 'rxjs';
import { ConnectionError } from '../core/errors.js';
import type { InboundRefusalReason, Refusal } from '../core/refusal.js';
import { show } from '../core/show.js';
import { summarize, type RefusalSummary } from '../operators/summarize.js';
import type { Key } from '../options.js';

/** A connection that came in and did not become a request. */
export interface InboundRefusal<A> extends Refusal<A, InboundRefusalReason> {
  /** What went wrong with one that `failed`. */
  readonly error?: unknown;
}

/** Returns an operator that makes few errors of many refusals. What is left at the end is told before it. */
export const refusalErrors = <A>(key: Key<A>): OperatorFunction<InboundRefusal<A>, ConnectionError> => {
  const nameOf = (address: A): string => {
    try {
      return key(address);
    } catch {
      return show(address);
    }
  };
  const errorOf = ({ reason, count, total, address }: RefusalSummary<A, InboundRefusalReason>) => {
    const refused = `Refused ${count} inbound connection${count === 1 ? '' : 's'} (${reason})`;
    return new ConnectionError(reason, `${refused}, the last from ${nameOf(address)}; ${total} so far`);
  };
  return (refused$) => refused$.pipe(summarize<A, InboundRefusalReason>(), map(errorOf));
};

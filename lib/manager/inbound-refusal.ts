import { map, type OperatorFunction } from 'rxjs';
import { ConnectionError } from '../core/errors.js';
import type { Refusal } from '../core/refusal.js';
import { show } from '../core/show.js';
import { summarize, type RefusalSummary } from '../operators/summarize.js';
import type { Key } from '../options.js';

/**
 * Why a connection that came in did not become a request:
 * - `full`: there is no room;
 * - `banned`: its address is;
 * - `duplicate`: its address has a request already;
 * - `suspended`: nobody is let in until the manager is resumed;
 * - `failed`: it ended before it was established, as when a handshake fails or takes too long; or its address has no key.
 */
export type InboundRefusalReason = 'full' | 'banned' | 'duplicate' | 'suspended' | 'failed';

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

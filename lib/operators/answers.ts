import { catchError, defaultIfEmpty, defer, map, take, throwError, type Observable } from 'rxjs';
import { asLookupError } from '../core/as-lookup-error.js';
import { canonicalIp } from '../core/canonical-ip.js';
import { show } from '../core/check.js';
import { LookupError } from '../core/lookup-error.js';
import type { Lookup } from '../core/lookup.js';

/** Who is asked, and what is taken of the answer. */
export interface AnswersOptions {
  readonly lookup: Lookup;
  /** How many addresses of an answer are looked at. */
  readonly limit: number;
  /** Whether an address will do. */
  readonly usable: (ip: string) => boolean;
}

const isText = (value: unknown): value is string => value !== undefined;

const ipsOf = (host: string, answer: unknown, { limit, usable }: AnswersOptions): readonly string[] => {
  if (!Array.isArray(answer)) throw new LookupError('EBADRESP', host, `The answer for ${show(host)} is no list`);
  const ips = [...new Set(answer.slice(0, limit).map(canonicalIp).filter(isText))].filter((ip) => usable(ip));
  if (ips.length > 0) return ips;
  throw answer.length === 0
    ? new LookupError('ENODATA', host, `${show(host)} has no addresses`)
    : new LookupError('ENODATA', host, `None of ${answer.length} answers for ${show(host)} is an address to be used`);
};

/**
 * Returns an observable of the one answer for a name: its usable addresses in their canonical texts, each once, at least
 * one. What is no IP address in it is dropped: a name would have to be resolved, and who knows by whom.
 *
 * ```
 * lookup   --(a|)     --(|)     --#
 * answers  --(a|)     --#       --#
 * ```
 *
 * Whatever goes wrong, a lookup that throws or rejects included, is a {@link LookupError} with the code of what went wrong:
 * `ENODATA` without a usable address, `EBADRESP` for what is no list, `EAI_FAIL` for what has no code.
 */
export const answers = (host: string, options: AnswersOptions): Observable<readonly string[]> =>
  defer(() => options.lookup(host)).pipe(
    take(1),
    defaultIfEmpty([]),
    map((answer) => ipsOf(host, answer, options)),
    catchError((error: unknown) => throwError(() => asLookupError(host, error))),
  );

import { EMPTY, defer, tap, type Observable } from 'rxjs';
import type { Backoff } from '../core/backoff.js';
import { runOn } from './run-on.js';

/** Returns what a source or a list of bans has to run. An `Error` that it emits is told; after one that ends it, it is run again. */
export const runOf = (
  { run$ }: { readonly run$?: Observable<unknown> },
  backoff: Backoff,
  complain: (error: unknown) => void,
): Observable<unknown> =>
  defer(() => run$ ?? EMPTY).pipe(
    tap((value) => {
      if (value instanceof Error) complain(value);
    }),
    runOn(backoff, complain),
  );

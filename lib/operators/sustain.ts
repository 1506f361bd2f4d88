import { EMPTY, mergeMap, of, repeat, timer, type Observable, type OperatorFunction } from 'rxjs';
import { inShards } from './in-shards.js';
import { Place } from './place.js';

/** How places are filled. */
export interface SustainOptions<A, L> {
  /** Asked whenever a place is free: emits one address that may be dialled now, and completes. */
  readonly ask$: Observable<L>;
  /** Runs a request for it: the place is busy until that completes. */
  readonly run: (lease: L, place: Place<A>) => Observable<never>;
  /** All places. Those taken out of it are retired already. */
  readonly places: Set<Place<A>>;
}

const many = 256;

/** The ceiling is the limit of `mergeMap`; some thousands of inners need parents in between. */
const ceiling = <A>(
  project: (place: Place<A>) => Observable<never>,
  limit: number,
): OperatorFunction<Place<A>, never> => (limit <= many ? mergeMap(project, limit) : inShards(project));

const retireOrder = { queued: 1, dialing: 1, waiting: 1, established: 2, ended: 0 } as const;

/** Free places first, then dials, then the youngest connections. */
const toRetire = <A>(places: ReadonlySet<Place<A>>, count: number): readonly Place<A>[] => {
  if (count <= 0) return [];
  const order = ({ request }: Place<A>) => (request ? retireOrder[request.state] : 0);
  return [...places].sort((a, b) => order(a) - order(b) || (b.request?.id ?? 0) - (a.request?.id ?? 0)).slice(0, count);
};

/**
 * Returns an observable that keeps as many automatic requests as there are places: the outbound pipeline. It emits nothing. `mergeMap` is the ceiling,
 * `repeat` inside each place the floor; together exactly `target`. A place asks for an address only when it is free, so
 * that none waits in a buffer and grows stale.
 *
 * ```
 * target    2-------------------1------
 * place 1   d-e-----x.d--e-------------
 * place 2   d--f.d---------e----x.
 * ```
 *
 * A target that changes retires free places first, then dials, then the youngest connections.
 */
export const sustain = <A, L>(
  target: number | Observable<number>,
  { ask$, run, places }: SustainOptions<A, L>,
): Observable<never> => {
  const resize = (wanted: number): readonly Place<A>[] => {
    for (const place of toRetire(places, places.size - wanted)) {
      places.delete(place);
      place.retire();
      place.request?.run?.end('surplus');
    }
    const added = Array.from({ length: Math.max(0, wanted - places.size) }, () => new Place<A>());
    for (const place of added) places.add(place);
    return added;
  };
  // Never without a timer, be it of 0: dials that fail at once would recurse.
  const fill = (place: Place<A>): Observable<never> =>
    place.turn(ask$, run).pipe(repeat({ delay: () => (place.retired ? EMPTY : timer(0)) }));

  return typeof target === 'number'
    ? of(target).pipe(mergeMap(resize), ceiling(fill, target))
    : target.pipe(mergeMap(resize), ceiling(fill, Infinity));
};

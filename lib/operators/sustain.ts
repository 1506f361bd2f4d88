import { mergeMap, of, type Observable, type OperatorFunction } from 'rxjs';
import { inShards } from './in-shards.js';
import { Place, type Lane } from './place.js';

const many = 256;

/** Some thousands of inners need parents in between. */
const fill = <A>(limit: number): OperatorFunction<Place<A>, never> =>
  limit <= many ? mergeMap(({ filled$ }) => filled$, limit) : inShards(({ filled$ }) => filled$);

const retireOrder = { queued: 1, dialing: 1, waiting: 1, established: 2, ended: 0 } as const;

/** Free places first, then dials, then the youngest connections. */
const toRetire = <A>(places: ReadonlySet<Place<A>>, count: number): readonly Place<A>[] => {
  if (count <= 0) return [];
  const order = ({ request }: Place<A>) => (request ? retireOrder[request.state] : 0);
  return [...places].sort((a, b) => order(a) - order(b) || (b.request?.id ?? 0) - (a.request?.id ?? 0)).slice(0, count);
};

/**
 * Returns an observable that keeps as many automatic requests as there are places: the outbound pipeline. It emits nothing.
 * `mergeMap` is the ceiling, the loop of each place the floor; together exactly `target`. A place asks for an address only
 * when it is free, so that none waits in a buffer and grows stale.
 *
 * ```
 * target    2-------------------1------
 * place 1   d-e-----x.d--e-------------
 * place 2   d--f.d---------e----x.
 * ```
 *
 * A target that changes retires free places first, then dials, then the youngest connections.
 *
 * @param places - all places. Those taken out of it are retired already
 */
export const sustain = <A>(
  target: number | Observable<number>,
  lane: Lane<A>,
  places: Set<Place<A>>,
): Observable<never> => {
  let latest = 0;
  const resize = (wanted: number): readonly Place<A>[] => {
    latest = wanted;
    for (const place of toRetire(places, places.size - wanted)) {
      // Whoever is told of an end may change the target: the latest holds.
      if (places.size <= latest) break;
      places.delete(place);
      place.retire();
      place.request?.run?.end('surplus');
    }
    const added = Array.from({ length: Math.max(0, latest - places.size) }, () => new Place(lane));
    for (const place of added) places.add(place);
    return added;
  };
  return typeof target === 'number'
    ? of(target).pipe(mergeMap(resize), fill(target))
    : target.pipe(mergeMap(resize), fill(Infinity));
};

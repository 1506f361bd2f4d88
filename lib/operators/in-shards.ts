import { groupBy, mergeMap, type Observable, type ObservableInput, type OperatorFunction } from 'rxjs';

const shards = 256;

/**
 * Returns `mergeMap(project)` for very many inners at once: each of them is the child of one of 256 `mergeMap`s. One parent
 * with a hundred thousand children takes seconds to let go of them, since each is sought among all.
 */
export const inShards =
  <T, R>(project: (value: T) => ObservableInput<R>): OperatorFunction<T, R> =>
  (source$: Observable<T>) => {
    let count = 0;
    return source$.pipe(
      groupBy(() => count++ % shards),
      mergeMap((shard$) => shard$.pipe(mergeMap(project))),
    );
  };

import { dematerialize, map, materialize, of, switchMap, type Observable, type OperatorFunction } from 'rxjs';

/**
 * Returns an operator that runs `project` alongside a connection: its values pass, its error breaks the connection, and its
 * completion is no end. It is let go of when the connection ends, and then the stream ends as that did.
 *
 * ```
 * connection$               --c--------|
 * project                     --p-|
 * alongside(project)        ----p------|
 * ```
 */
export const alongside =
  <C, D>(project: (connection: C) => Observable<D>): OperatorFunction<C, D> =>
  (connection$) =>
    connection$.pipe(
      // The end as a value: `switchMap` hears of it at once.
      materialize(),
      switchMap((notification) =>
        notification.kind === 'N'
          ? project(notification.value).pipe(map((value) => ({ kind: 'N' as const, value })))
          : of(notification),
      ),
      dematerialize(),
    );

import {
  asyncScheduler,
  auditTime,
  combineLatest,
  endWith,
  filter,
  ignoreElements,
  map,
  scan,
  startWith,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { isNews } from './describe.js';
import type { Model } from './model.js';
import type { Report } from './report.js';
import type { ShownRow } from './shown-row.js';
import type { Tally } from './tally.js';

/** What is shown. */
export interface Shown {
  readonly title: string;
  readonly report$: Observable<Report>;
  readonly tally$: Observable<Tally>;
  readonly rows: () => readonly ShownRow[];
}

/** Milliseconds between two pictures. Without any news there is one a second, for the ages. */
const FRAME = 100;
const TICK = 1_000;

/** More than any screen has lines. */
const NEWS = 200;

/**
 * Returns what the view shows, as it changes: a model 100 ms after the first of some changes, and one a second.
 *
 * ```
 * report$  -----(abc)--d---|
 * models   --m------m----m--(m|)
 * ```
 */
export const models = ({ title, report$, tally$, rows }: Shown): Observable<Model> => {
  const startedAt = asyncScheduler.now();
  const news$ = report$.pipe(
    filter(isNews),
    scan<Report, readonly Report[]>((news, report) => [report, ...news.slice(0, NEWS - 1)], []),
    startWith<readonly Report[]>([]),
  );
  const done$ = report$.pipe(ignoreElements(), endWith(true));
  const tick$ = timer(0, TICK).pipe(takeUntil(done$));
  return combineLatest([tally$, news$, tick$]).pipe(
    auditTime(FRAME),
    map(([tally, news]) => ({
      title,
      startedAt,
      now: asyncScheduler.now(),
      tally,
      news,
      requests: rows(),
    })),
  );
};

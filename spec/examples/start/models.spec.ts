import { map, scan, startWith, type Observable } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { addReport } from '../../../examples/start/add-report.js';
import { models } from '../../../examples/start/models.js';
import type { Report } from '../../../examples/start/report.js';
import { emptyTally } from '../../../examples/start/tally.js';
import { established, told } from './reports.js';

const nothing = emptyTally(8, 2);
const shown = (report$: Parameters<typeof models>[0]['report$']) => ({
  title: 'title',
  report$,
  tally$: report$.pipe(scan(addReport, nothing), startWith(nothing)),
  rows: () => [],
});

const values: Readonly<Record<string, Report>> = {
  e: established(1, 'automatic', 1),
  d: told(1, 'automatic', 1, { type: 'dialing' }),
};

const newsOf = (report$: Observable<Report>) => models(shown(report$)).pipe(map(({ news }) => String(news.length)));

describe('models', () => {
  it(
    'shows a burst as one picture, and ends with the reports',
    marbles(({ hot, expectObservable }) => {
      const report$ = hot(' --(ee)--e- 200ms e-|', values);
      const expected = '    100ms 3 209ms (4|)';
      expectObservable(newsOf(report$)).toBe(expected);
    }),
  );

  it(
    'shows a picture a second without any news',
    marbles(({ hot, expectObservable }) => {
      const report$ = hot(' -e- 2500ms |', values);
      const expected = '    100ms 1 999ms 1 999ms 1 399ms 3ms |';
      expectObservable(newsOf(report$)).toBe(expected);
    }),
  );
});

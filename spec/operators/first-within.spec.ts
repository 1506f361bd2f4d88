import type { OperatorFunction } from 'rxjs';
import { ConnectionError } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { firstWithin } from '../../lib/operators/first-within.js';

describe('firstWithin', () => {
  const late = new ConnectionError('timeout', 'They had not answered within 4 ms');
  const within: OperatorFunction<string, string> = firstWithin(4, 'They');

  it(
    'errors if there is no first value in time',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' -----a');
      const subs = '        ^---!';
      const expected = '    ----#';
      expectObservable(source.pipe(within)).toBe(expected, undefined, late);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'has no limit from the first value on',
    marbles(({ cold, expectObservable }) => {
      const source = cold(' ---a---------b---|');
      const expected = '    ---a---------b---|';
      expectObservable(source.pipe(within)).toBe(expected);
    }),
  );

  it(
    'ends as its source does',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold('--#');
      const empty = cold('  --|');
      const endless = cold('------');
      const unsub = '       ^-!';
      expectObservable(failing.pipe(within)).toBe('--#');
      expectObservable(empty.pipe(within)).toBe('--|');
      expectObservable(endless.pipe(within), unsub).toBe('---');
      expectSubscriptions(endless.subscriptions).toBe(unsub);
    }),
  );

  it(
    'is none without a duration',
    marbles(({ cold, expectObservable }) => {
      const source = cold(' 1h a-|');
      const expected = '    1h a-|';
      expectObservable(source.pipe(firstWithin<string>(undefined, 'They'))).toBe(expected);
    }),
  );
});

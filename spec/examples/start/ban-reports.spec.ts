import type { BanChange } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { banReports } from '../../../examples/start/ban-reports.js';

const ban = (subnet: string, reason?: string) => ({
  subnet,
  since: 0,
  until: 1,
  ...(reason === undefined ? {} : { reason }),
});

describe('banReports', () => {
  it(
    'is a report for each ban of a change',
    marbles(({ hot, expectObservable }) => {
      const changed$ = hot<BanChange>('-a---e-', {
        a: { type: 'added', bans: [ban('192.0.2.1', 'spam'), ban('192.0.2.2')] },
        e: { type: 'expired', bans: [ban('192.0.2.1', 'spam')] },
      });
      const expected = '               -(ab)e-';
      expectObservable(banReports({ changed$ })).toBe(expected, {
        a: { type: 'bans', change: 'added', subnet: '192.0.2.1', reason: 'spam' },
        b: { type: 'bans', change: 'added', subnet: '192.0.2.2' },
        e: { type: 'bans', change: 'expired', subnet: '192.0.2.1', reason: 'spam' },
      });
    }),
  );
});

import { map } from 'rxjs';
import type { Refusal } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { refusals } from '../../../examples/start/refusals.js';
import { addressOf } from './reports.js';

const values = {
  f: { address: addressOf(1), reason: 'flood' },
  h: { address: addressOf(2), reason: 'host' },
} as const satisfies Readonly<Record<string, Refusal<unknown>>>;

describe('refusals', () => {
  it(
    'tells the first for each reason at once, then one a second, and at the end what is left: the counts add up',
    marbles(({ hot, expectObservable }) => {
      const shed = hot('  f-f-f- 1s f--|', values);
      const full = hot('  -h---- 1s ---|', values);
      const expected = '  ab---- 994ms c 8ms (d|)';
      const told$ = refusals(shed, full).pipe(
        map(({ type, reason, count, total }) => `${type} ${reason} ${count} ${total}`),
      );
      expectObservable(told$).toBe(expected, {
        a: 'refused flood 1 1',
        b: 'refused host 1 1',
        c: 'refused flood 2 3',
        d: 'refused flood 1 4',
      });
    }),
  );
});

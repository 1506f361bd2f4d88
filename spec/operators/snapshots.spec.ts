import { expect } from 'chai';
import { snapshots, type ConnectionEvent } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { map } from 'rxjs';

const request = { id: 1, address: 'a', kind: 'manual' } as const;
const events: Readonly<Record<string, ConnectionEvent<string, string>>> = {
  d: { ...request, type: 'dialing' },
  e: { ...request, type: 'established', connection: 'c' },
  o: { type: 'health', health: 'ok' },
  x: { ...request, type: 'disconnected', by: 'us' },
  '.': { ...request, type: 'ended', reason: 'removed' },
};

describe('snapshots', () => {
  it(
    'folds the events, one snapshot at once and one after each burst',
    marbles(({ hot, expectObservable }) => {
      const told = hot('  -(deo)----(x.)-|', events);
      const expected = '  ie--------z----|';
      const shown$ = told.pipe(
        snapshots(),
        map(({ health, requests }) => [health, ...requests.map(({ state }) => state)].join(' ')),
      );
      expectObservable(shown$).toBe(expected, { i: 'idle', e: 'ok established', z: 'ok' });
    }),
  );

  it(
    'knows when it was, by virtual time too',
    marbles(({ hot, flush }) => {
      const seen: number[] = [];
      hot('--d--e', events)
        .pipe(snapshots())
        .subscribe(({ at }) => seen.push(at));
      flush();
      expect(seen).to.deep.equal([0, 2, 5]);
    }),
  );

  it(
    'folds anew for each subscriber',
    marbles(({ cold, flush }) => {
      const shown$ = cold('d|', events).pipe(snapshots());
      const seen: number[] = [];
      const subscribe = () => shown$.subscribe(({ totals }) => seen.push(totals.dialing));
      subscribe();
      subscribe();
      flush();
      expect(seen).to.deep.equal([0, 0, 1, 1]);
    }),
  );
});

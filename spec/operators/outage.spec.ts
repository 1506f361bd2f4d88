import type { ConnectionEvent } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { outage } from '../../lib/operators/outage.js';

const request = { id: 1, address: 'a', kind: 'automatic' } as const;
const events: Readonly<Record<string, ConnectionEvent<string, string>>> = {
  f: { ...request, type: 'failed', error: 'x' },
  p: { ...request, kind: 'permanent', type: 'failed', error: 'x' },
  e: { ...request, type: 'established', connection: 'c' },
  x: { ...request, type: 'disconnected', by: 'peer' },
};
const weather = { f: 'fair', d: 'drought', o: 'outage' };

const turns = (told: string, expected: string) =>
  marbles(({ hot, expectObservable }) => {
    const events$ = hot(told, events);
    expectObservable(events$.pipe(outage({ maxFailedAttempts: 3, drought: () => 5 }))).toBe(expected, weather);
  });

describe('outage', () => {
  it('begins at so many failures in vain, and ends with a connection', turns('-f-f-f-f-e-|', 'f----o---f-|'));
  it('counts in a row', turns('-f-f-e-x-f-f-|', 'f------------|'));
  it('counts automatic dials only', turns('-p-p-p-p-|', 'f--------|'));
  it('is a drought while something is established', turns('-e-f-f-f-f-f-e-|', 'f----------d-f-|'));
  it('errors with the events', turns('-f-#', 'f--#'));
});

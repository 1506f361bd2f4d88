import { map } from 'rxjs';
import type { Address, Snapshot } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { broken } from '../../../examples/start/broken.js';
import { addressOf, established, lost, told } from './reports.js';
import type { Report } from '../../../examples/start/report.js';

const eventOf = ({ happening }: Report) => {
  if (!('id' in happening)) throw new Error('That is no event of a request');
  return happening;
};

const events = {
  d: eventOf(told(0, 'automatic', 1, { type: 'dialing' })),
  e: eventOf(established(0, 'automatic', 1)),
  x: eventOf(lost(0, 'automatic', 1)),
  '.': eventOf(told(0, 'automatic', 1, { type: 'ended', reason: 'closed' })),
};

const dialing = (...ids: readonly number[]): Snapshot<Address> => ({
  at: 0,
  health: 'connecting',
  requests: ids.map((id) => ({
    id,
    address: addressOf(id),
    kind: 'automatic',
    state: 'dialing',
    since: 0,
    failures: 0,
  })),
  totals: { dialing: 3, established: 0, failed: 0, disconnected: 0, waiting: 0, ended: 0, health: 1 },
});

const snapshots = { '1': dialing(1), '2': dialing(1, 2), '3': dialing(1, 2, 3), t: dialing(1, 1) };

/** What is said, as far as `words` goes: the rest is the kit's to say. */
const firstWords = (words: string) => map((said: string) => said.slice(0, words.length));

describe('broken', () => {
  it(
    'has nothing to say if all is well',
    marbles(({ hot, expectObservable }) => {
      const events$ = hot('  -d--e--(x.)|', events);
      const snapshot$ = hot('1--2-----1-|', snapshots);
      const expected = '     -----------|';
      expectObservable(broken({ events$, snapshot$ }, 2)).toBe(expected);
    }),
  );

  it(
    'hears the first event that is out of order',
    marbles(({ hot, expectObservable }) => {
      const events$ = hot('  -d--x--.--|', events);
      const snapshot$ = hot('1---------|', snapshots);
      const expected = '     ----b-----|';
      const b = 'Expected `disconnected` of request 1 to follow';
      expectObservable(broken({ events$, snapshot$ }, 2).pipe(firstWords(b))).toBe(expected, { b });
    }),
  );

  it(
    'sees the first snapshot with more than there are places, and two of one id',
    marbles(({ hot, expectObservable }) => {
      const events$ = hot('  -d--e--(x.)|', events);
      const many$ = hot('    1--3--3----|', snapshots);
      const twice$ = hot('   1--t--t----|', snapshots);
      const expected = '     ---b-------|';
      const places = 'Expected at most 2 automatic requests';
      const ids = 'Expected one row of each id';
      const seen = (snapshot$: typeof many$, words: string) =>
        broken({ events$, snapshot$ }, 2).pipe(firstWords(words));
      expectObservable(seen(many$, places)).toBe(expected, { b: places });
      expectObservable(seen(twice$, ids)).toBe(expected, { b: ids });
    }),
  );
});

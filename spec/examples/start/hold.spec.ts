import { expect } from 'chai';
import { NEVER, Observable, map, type Subscription } from 'rxjs';
import type { Address } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { heldBy } from '../../../examples/start/held.js';
import { hold } from '../../../examples/start/hold.js';
import type { Report, Trouble } from '../../../examples/start/report.js';
import { addressOf, socket } from './reports.js';

const wordOf = ({ happening }: Report): string =>
  happening.type === 'health'
    ? happening.health
    : 'id' in happening
      ? `${happening.type} ${happening.id}`
      : happening.type;

/** Gives a connection after a millisecond, and notes what is open. */
const network = () => {
  let open = 0;
  const held = (addresses: readonly Address[], permanent: readonly Address[]) =>
    heldBy(
      {
        dial: () =>
          new Observable((subscriber) => {
            open += 1;
            subscriber.next(socket);
            return () => (open -= 1);
          }),
        addresses,
        maxOutbound: addresses.length,
      },
      permanent,
    );
  return { held, open: () => open };
};

/** What happened, without repeated words about the health. */
const words = (holding: Parameters<typeof hold>[0], flush: () => void): readonly string[] => {
  const seen: string[] = [];
  const subscription: Subscription = hold(holding)
    .pipe(map(wordOf))
    .subscribe({ next: (word) => seen.at(-1) !== word && seen.push(word), complete: () => seen.push('complete') });
  flush();
  subscription.unsubscribe();
  return seen;
};

describe('hold', () => {
  it(
    'dials the permanent ones first, and tells the stop before what it ends',
    marbles(({ cold, flush }) => {
      const { held, open } = network();
      const stop$ = cold('50ms s').pipe(map(() => 'enough'));
      const seen = words({ held: held([addressOf(2)], [addressOf(1)]), beside$: NEVER, trouble$: NEVER, stop$ }, flush);
      const stop = seen.indexOf('stopping');
      expect(seen.slice(0, stop)).to.include.members(['established 1', 'established 2', 'ok']);
      expect(seen.slice(stop).filter((word) => word !== 'connecting')).to.deep.equal([
        'stopping',
        'disconnected 1',
        'ended 1',
        'disconnected 2',
        'ended 2',
        'stopped',
        'complete',
      ]);
      expect(open()).to.equal(0);
    }),
  );

  it(
    'stops when the script is through, and tells its troubles in between',
    marbles(({ cold, flush }) => {
      const { held, open } = network();
      const trouble: Trouble = { type: 'trouble', phase: 'begins', text: 'it rains' };
      const trouble$ = cold('20ms t 10ms |', { t: trouble });
      const seen = words({ held: held([], [addressOf(1)]), beside$: NEVER, trouble$, stop$: NEVER }, flush);
      expect(seen.slice(seen.indexOf('trouble'))).to.deep.equal([
        'trouble',
        'stopping',
        'disconnected 1',
        'ended 1',
        'stopped',
        'complete',
      ]);
      expect(open()).to.equal(0);
    }),
  );

  it(
    'stops when it is left',
    marbles(({ flush }) => {
      const { held, open } = network();
      const subscription = hold({
        held: held([], [addressOf(1)]),
        beside$: NEVER,
        trouble$: NEVER,
        stop$: NEVER,
      }).subscribe();
      expect(open()).to.equal(1);
      subscription.unsubscribe();
      flush();
      expect(open()).to.equal(0);
    }),
  );

  it(
    'is stopped once by two reasons',
    marbles(({ cold, flush }) => {
      const { held } = network();
      const stop$ = cold('10ms (st)').pipe(map(() => 'enough'));
      const seen = words({ held: held([], [addressOf(1)]), beside$: NEVER, trouble$: NEVER, stop$ }, flush);
      expect(seen.filter((word) => word === 'stopping')).to.have.length(1);
      expect(seen.at(-1)).to.equal('complete');
    }),
  );
});

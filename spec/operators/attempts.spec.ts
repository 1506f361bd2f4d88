import { expect } from 'chai';
import sinon from 'sinon';
import { tap, throwError, type Observable } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { attempts } from '../../lib/operators/attempts.js';
import { requestOf, worldOf, type WorldOptions } from '../support/world.js';

const local = Object.assign(new Error('too many'), { code: 'EMFILE' });

/** Each dial in turn: what it does, and when it is subscribed to. */
interface Picture {
  readonly dials: readonly { readonly dial: string; readonly dialled: string; readonly error?: Error }[];
  readonly told: string;
  readonly lasted: string;
  readonly unsubscribed?: string;
}

/** The lives of a permanent request, established for good after three frames; it waits four frames for each failure. */
const lives = (name: string, picture: Picture, given: Partial<WorldOptions> & { readonly earlier?: number } = {}) =>
  it(
    name,
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { earlier = 0, ...options } = given;
      const request = requestOf('permanent');
      request.failures = earlier;
      const dials = picture.dials.map(({ dial, error }) => cold(dial, undefined, error));
      const next = dials.values();
      const world = worldOf({ dial: () => next.next().value as Observable<string>, stableAfter: 3, ...options });
      expectObservable(world.told$).toBe(picture.told);
      // A request forgets its failures when a connection has lasted.
      const lives$ = attempts(request, world).pipe(tap(() => (request.failures = 0)));
      expectObservable(lives$, picture.unsubscribed).toBe(picture.lasted, { l: true });
      for (const [i, { dialled }] of picture.dials.entries())
        expectSubscriptions(dials[i]!.subscriptions).toBe(dialled);
    }),
  );

describe('attempts', () => {
  lives('waits longer after each failure', {
    dials: [
      { dial: '   --#', dialled: '^-!' },
      { dial: '   --#', dialled: '------^-!' },
      { dial: '   --#', dialled: '----------------^-!' },
      { dial: '   ---', dialled: '------------------------------^-!' },
    ],
    told: '         d-(fw)d-(fw)----d-(fw)--------d--',
    lasted: '       ---------------------------------',
    unsubscribed: ' ^-------------------------------!',
  });

  lives('starts over once a connection has lasted', {
    dials: [
      { dial: '   --#', dialled: '    ^-!' },
      { dial: '   -c----|', dialled: '------^-----!' },
      { dial: '   --#', dialled: '    ----------------^-!' },
      { dial: '   ---', dialled: '    --------------------------^-!' },
    ],
    told: '         d-(fw)de----(xw)d-(fw)----d-',
    lasted: '       ----------l-----------------',
    unsubscribed: ' ^---------------------------!',
  });

  lives('does not start over for a connection that has not', {
    dials: [
      { dial: '   --#', dialled: '^-!' },
      { dial: '   -c-|', dialled: '------^--!' },
      { dial: '   ---', dialled: '-----------------^-!' },
    ],
    told: '         d-(fw)de-(xw)----d-',
    lasted: '       -------------------',
    unsubscribed: ' ^------------------!',
  });

  lives('completes, and leaves the count as it was, after what is wrong here', {
    dials: [
      { dial: '   --#', dialled: '^-!' },
      { dial: '   --#', dialled: '------^-!', error: local },
    ],
    told: '         d-(fw)d-f',
    lasted: '       --------|',
  });

  lives(
    'goes on counting from earlier failures',
    {
      dials: [
        { dial: '   --#', dialled: '^-!' },
        { dial: '   ---', dialled: '--------------^-!' },
      ],
      told: '         d-(fw)--------d-',
      lasted: '       ----------------',
      unsubscribed: ' ^---------------!',
    },
    { earlier: 2 },
  );

  for (const [what, dial, error] of [
    ['a failure', '--#', undefined],
    ['a fault of ours', '--#', local],
  ] as const) {
    lives(
      `completes after ${what} when there is to be no other life`,
      { dials: [{ dial, dialled: '^-!', ...(error && { error }) }], told: 'd-f', lasted: '--|' },
      { again: () => false },
    );
  }

  lives('dials no more when it is unsubscribed from while it waits', {
    dials: [{ dial: '-#', dialled: '^!' }],
    told: '         d(fw)--',
    lasted: '       -------',
    unsubscribed: ' ^--!',
  });

  it(
    'completes, and counts nothing, when a connection is hung up',
    marbles(({ cold, expectObservable, flush }) => {
      const hangUp = '     ---h';
      const told = '       de-u';
      const completes = '  ---|';
      const request = requestOf('permanent');
      const world = worldOf({ dial: () => cold('-c---') });
      expectObservable(world.told$).toBe(told);
      expectObservable(attempts(request, world)).toBe(completes);
      cold(hangUp).subscribe(() => request.life?.hangUp());
      flush();
      expect(request.failures).to.equal(0);
    }),
  );

  it(
    'dials at once when it is woken, and keeps the count',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const dial = cold('      -#');
      const dialled = ['       ^!', '-------^!', '----------------^!'];
      const wake = '           -------w';
      const told = '           d(fw)--d(fw)----d';
      const unsubscribed = '   ^----------------!';
      const request = requestOf('permanent');
      const world = worldOf({ dial: () => dial, backoff: (failures) => (failures === 1 ? 1_000 : 8) });
      expectObservable(world.told$, unsubscribed).toBe(told);
      expectObservable(attempts(request, world), unsubscribed).toBe('');
      cold(wake).subscribe(() => request.wait?.wake());
      expectSubscriptions(dial.subscriptions).toBe(dialled);
    }),
  );

  it(
    'fails eight thousand times in one frame without growing the stack',
    marbles(({ flush }) => {
      let dials = 0;
      const dial = () => throwError(() => new Error(`refused ${(dials += 1)}`));
      const world = worldOf({ dial, backoff: () => 0, again: () => dials < 8_000 });
      // With another deadline about, one timer serves all: virtual time sorts every timer that was ever set.
      world.deadlines.set({ wake: () => {} });
      const completed = sinon.spy();
      attempts(requestOf('permanent'), world).subscribe({ complete: completed });
      flush();
      expect(dials).to.equal(8_000);
      expect(completed.callCount).to.equal(1);
    }),
  );
});

import { expect } from 'chai';
import { EMPTY } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { wait } from '../../lib/operators/wait.js';
import { requestOf, worldOf } from '../support/world.js';

describe('wait', () => {
  /** One wait, to which `act` happens: `w` wakes it, a digit lets it wait no longer than that. */
  const waits = (
    name: string,
    { delay, act = '-', told, emits }: { delay: number; act?: string; told: string; emits: string },
    delays: readonly number[] = [delay],
  ) =>
    it(
      name,
      marbles(({ cold, expectObservable, flush }) => {
        const request = requestOf('permanent');
        request.failures = 3;
        const world = worldOf({ dial: () => EMPTY });
        expectObservable(world.told$).toBe(told);
        expectObservable(wait(request, world, delay)).toBe(emits, { v: 0 });
        cold(act, { w: -1, two: 2, t: 2, n: 9 }).subscribe((within) =>
          within < 0 ? request.wait?.wake() : request.wait?.hurry(within),
        );
        flush();
        expect(world.happenings).to.deep.equal(delays.map((one) => ({ type: 'waiting', failures: 3, delay: one })));
      }),
    );

  waits('tells, and emits when the time is over', {
    delay: 5,
    told: ' w-----',
    emits: '-----v',
  });
  waits('goes by a timer even when there is nothing to wait for', {
    delay: 0,
    told: ' w',
    emits: 'v',
  });
  waits('emits when it is woken', {
    delay: 1_000_000,
    act: '  ---w',
    told: ' w---',
    emits: '---v 999996ms v',
  });
  waits(
    'waits no longer when it is hurried, and tells again',
    {
      delay: 8,
      act: '  ---t----',
      told: ' w--w----',
      emits: '-----v---',
    },
    [8, 2],
  );
  waits('is not made longer by being hurried', {
    delay: 6,
    act: '  ---n----',
    told: ' w-------',
    emits: '------v--',
  });

  it(
    'can be woken only while it waits',
    marbles(({ expectObservable, cold }) => {
      const request = requestOf('permanent');
      const world = worldOf({ dial: () => EMPTY });
      const wakes = '       ---w';
      const unsubscribed = '^-!';
      const expected = '    ----';
      expectObservable(wait(request, world, 10), unsubscribed).toBe(expected);
      cold(wakes).subscribe(() => expect(request.wait).to.equal(undefined));
    }),
  );

  it(
    'leaves no timer when it is unsubscribed from',
    marbles(
      ({ flush }) => {
        const world = worldOf({ dial: () => EMPTY });
        wait(requestOf('permanent'), world, 1_000).subscribe().unsubscribe();
        flush();
      },
      { maxFrames: 999 },
    ),
  );

  it(
    'leaves a later wait of the same request in its place',
    marbles(({ flush }) => {
      const request = requestOf('permanent');
      const world = worldOf({ dial: () => EMPTY });
      const earlier = wait(request, world, 10).subscribe();
      const later = wait(request, world, 10).subscribe();
      const waiting = request.wait;
      earlier.unsubscribe();
      expect(request.wait).to.equal(waiting);
      later.unsubscribe();
      expect(request.wait).to.equal(undefined);
      flush();
    }),
  );
});

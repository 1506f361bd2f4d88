import { expect } from 'chai';
import { NEVER, Subject, defer, of, throwError } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { Place } from '../../lib/operators/place.js';
import { laneOf, type LaneOptions } from '../support/lane.js';

describe('Place', () => {
  /** One place, to which something happens at a frame: what it asks, what it is busy with, and whether it is over. */
  const fills = (
    name: string,
    picture: {
      readonly lease: readonly [marble: string, ...subscriptions: readonly string[]];
      readonly busy: readonly [marble: string, ...subscriptions: readonly string[]];
      /** `v` vacates it, `r` retires it, `a` asks anew. */
      readonly act?: string;
      readonly filled: string;
      readonly unsubscribed?: string;
    },
    options: Partial<LaneOptions> = {},
  ) =>
    it(
      name,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const [lease, busy] = [cold(picture.lease[0]), cold(picture.busy[0])];
        const place = new Place(laneOf({ lease$: lease, busy: () => busy, ...options }));
        const acts: Record<string, () => void> = {
          v: () => place.vacate(),
          r: () => place.retire(),
          a: () => place.ask(),
        };
        expectObservable(place.filled$, picture.unsubscribed).toBe(picture.filled);
        cold(picture.act ?? '-').subscribe((act) => acts[act]?.());
        expectSubscriptions(lease.subscriptions).toBe(picture.lease.slice(1));
        expectSubscriptions(busy.subscriptions).toBe(picture.busy.slice(1));
      }),
    );

  fills('asks, is busy, is free, and asks again', {
    lease: ['--a--', '^----!', '-----^-!'],
    busy: ['---|', '--^--!'],
    filled: '--------',
    unsubscribed: '^------!',
  });
  fills('waits for an address as long as it takes', {
    lease: ['-----', '^----!'],
    busy: ['|'],
    filled: '-----',
    unsubscribed: '^----!',
  });
  fills(
    'asks anew when it is told to',
    {
      lease: ['----a', '^-!', '--^'],
      busy: ['---'],
      act: '--a',
      filled: '--------',
      unsubscribed: '^-------!',
    },
    { busy: () => NEVER },
  );
  fills('stops asking when it is retired', {
    lease: ['-----', '^--!'],
    busy: ['|'],
    act: '---r',
    filled: '---|',
  });
  fills('lets what it is busy with go on when it is retired', {
    lease: ['-a---', '^-----!'],
    busy: ['-----|', '-^----!'],
    act: '---r',
    filled: '------|',
  });
  fills('asks again when it is vacated, and what it was busy with goes on', {
    lease: ['-a---', '^-----!', '---^-----!'],
    busy: ['-----|', '-^----!', '----^----!'],
    act: '---v',
    filled: '--------',
    unsubscribed: '^-------!',
  });

  it('takes no address once it is retired', () => {
    const place = new Place(laneOf({ lease$: defer(() => expect.fail('it asked')) }));
    place.retire();
    let completed = false;
    place.filled$.subscribe({ complete: () => (completed = true) });
    expect(completed).to.equal(true);
  });

  it('is among the hungry while it waits for an address, and only then', () => {
    const address$ = new Subject<string>();
    const lane = laneOf({ lease$: address$ });
    const place = new Place(lane);
    const filled = place.filled$.subscribe();
    place.ask();
    expect([lane.hungry.has(place), lane.waited()]).to.deep.equal([true, 1]);
    address$.next('a');
    expect([lane.hungry.size, lane.busy()]).to.deep.equal([0, 1]);
    filled.unsubscribe();
    const given = laneOf({ lease$: of('a') });
    new Place(given).filled$.subscribe();
    expect(given.waited()).to.equal(0);
    const hungry = laneOf({ lease$: NEVER });
    new Place(hungry).filled$.subscribe().unsubscribe();
    expect(hungry.hungry.size).to.equal(0);
  });

  it(
    'tells what goes wrong with asking, and asks again after a while that may grow',
    marbles(({ flush }) => {
      const refusals: unknown[] = [];
      let asked = 0;
      const lease$ = defer(() => {
        asked += 1;
        if (asked === 1) throw new Error('threw');
        return asked < 4 ? throwError(() => new Error('failed')) : of('a');
      });
      const refused = (error: unknown, count: number) => {
        refusals.push([(error as Error).message, count]);
        return 10 * count;
      };
      const lane = laneOf({ lease$, refused });
      const filled = new Place(lane).filled$.subscribe();
      flush();
      expect(refusals).to.deep.equal([
        ['threw', 1],
        ['failed', 2],
        ['failed', 3],
      ]);
      expect(lane.busy()).to.equal(1);
      filled.unsubscribe();
    }),
  );

  it(
    'gives back an address that is none that was asked for, and one that comes when it may not dial',
    marbles(({ cold, expectSubscriptions, flush }) => {
      const wrong = cold('-w');
      const held = '      ^!';
      const expectNone = () => {
        throw new Error('wrong');
      };
      const refused = laneOf({ lease$: wrong, expect: expectNone, refused: () => 1e6 });
      const filled = new Place(refused).filled$.subscribe();
      cold('---u').subscribe(() => filled.unsubscribe());
      expectSubscriptions(wrong.subscriptions).toBe(held);
      const slow = cold('  -----a');
      const asked = '      ^----!';
      const pace = laneOf({ lease$: slow, limit: 1 });
      const waiting = new Place(pace).filled$.subscribe();
      cold('--t---u', { t: 't', u: 'u' }).subscribe((act) => (act === 't' ? pace.pace.take() : waiting.unsubscribe()));
      expectSubscriptions(slow.subscriptions).toBe(asked);
      flush();
      expect([refused.busy(), pace.busy()]).to.deep.equal([0, 0]);
    }),
  );

  it('is of its request until that is over, or lets go of it', () => {
    for (const free of ['vacate', 'unsubscribe'] as const) {
      const place = new Place(laneOf({ lease$: of('a') }));
      const filled = place.filled$.subscribe();
      const { request } = place;
      expect(request?.place).to.equal(place);
      if (free === 'vacate') place.vacate();
      else filled.unsubscribe();
      expect([place.request, request?.place]).to.deep.equal([undefined, undefined]);
      filled.unsubscribe();
    }
  });
});

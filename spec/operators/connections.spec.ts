import { expect } from 'chai';
import { connections, type Connected, type ConnectionEvent } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { Subject, map, mergeMap, takeUntil } from 'rxjs';

const request = { id: 1, address: 'a', kind: 'manual' } as const;
const events: Readonly<Record<string, ConnectionEvent<string, string>>> = {
  d: { ...request, type: 'dialing' },
  e: { ...request, type: 'established', connection: 'c' },
  x: { ...request, type: 'disconnected', by: 'peer' },
  E: { ...request, id: 2, type: 'established', connection: 'C' },
  X: { ...request, id: 2, type: 'disconnected', by: 'peer' },
  h: { type: 'health', health: 'ok' },
};

describe('connections', () => {
  it(
    'emits each as it is established, and nothing else',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const told = hot('  -hd-e--x-E--|', events);
      const subs = '      ^-----------!';
      const expected = '  ----c----C--|';
      const connection$ = told.pipe(
        connections(),
        map(({ connection }) => connection),
      );
      expectObservable(connection$).toBe(expected);
      expectSubscriptions(told.subscriptions).toBe(subs);
    }),
  );

  it(
    'ends what is made of one when that is over, and of all when the events are',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const told = hot('     -e-E--x---|', events);
      const forever = cold(' ----------------');
      const lives = ['       -^----!', '---^------!'];
      const work$ = told.pipe(
        connections(),
        mergeMap(({ closed$ }) => forever.pipe(takeUntil(closed$))),
      );
      expectObservable(work$).toBe('----------|');
      expectSubscriptions(forever.subscriptions).toBe(lives);
    }),
  );

  it(
    'passes an error on',
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-d-#', events).pipe(connections())).toBe('---#');
    }),
  );

  it('says at once that it is over to whoever comes later', () => {
    const told$ = new Subject<ConnectionEvent<string, string>>();
    const known: Connected<string, string>[] = [];
    told$.pipe(connections()).subscribe((connected) => known.push(connected));
    told$.next(events.e as ConnectionEvent<string, string>);
    told$.next(events.x as ConnectionEvent<string, string>);
    const seen: string[] = [];
    known[0]?.closed$.subscribe({ next: () => seen.push('next'), complete: () => seen.push('complete') });
    expect(seen).to.deep.equal(['next', 'complete']);
  });

  it('says so when nobody looks any more, too', () => {
    const told$ = new Subject<ConnectionEvent<string, string>>();
    const known: Connected<string, string>[] = [];
    const looking = told$.pipe(connections()).subscribe((connected) => known.push(connected));
    told$.next(events.e as ConnectionEvent<string, string>);
    let over = false;
    known[0]?.closed$.subscribe(() => (over = true));
    expect(over).to.equal(false);
    looking.unsubscribe();
    expect(over).to.equal(true);
  });
});

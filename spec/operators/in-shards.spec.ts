import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { NEVER, finalize, of, range } from 'rxjs';
import { inShards } from '../../lib/operators/in-shards.js';

describe('inShards', () => {
  it(
    'is a mergeMap',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot(' -a--b------|');
      const inner = cold('  --x-y|');
      const inners = ['    -^----!', '    ----^----!'];
      const expected = '   ---x-yx-y--|';
      expectObservable(source.pipe(inShards(() => inner))).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(inners);
    }),
  );

  it(
    'ends when the source and all inners have, errors when one does',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a|').pipe(inShards(() => cold('---|')))).toBe('---|');
      expectObservable(cold('a-b|').pipe(inShards((name) => cold(name === 'b' ? '-#' : '----|')))).toBe('---#');
    }),
  );

  it('lets go of a thousand inners', () => {
    let alive = 0;
    const inner = () => {
      alive += 1;
      return NEVER.pipe(finalize(() => (alive -= 1)));
    };
    const all = range(0, 1_000).pipe(inShards(inner)).subscribe();
    expect(alive).to.equal(1_000);
    all.unsubscribe();
    expect(alive).to.equal(0);
  });

  it('counts for each subscriber', () => {
    const source$ = range(0, 3).pipe(inShards((n) => of(n)));
    const seen: number[] = [];
    const subscribe = () => source$.subscribe((n) => seen.push(n));
    subscribe();
    subscribe();
    expect(seen).to.deep.equal([0, 1, 2, 0, 1, 2]);
  });
});

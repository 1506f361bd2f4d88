import { expect } from 'chai';
import { EMPTY, NEVER, Subject, concat, defer, of, tap, throwError, timer, type Observable } from 'rxjs';
import { turns } from '../../lib/operators/turns.js';
import { marbles } from '../../lib/testing/marbles.js';

describe('turns', () => {
  it(
    'begins one when those before are over',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const a = cold('   --1--|');
      const b = cold('        --2--|');
      const c = cold('             -3#');
      const aSubs = '   ^----!';
      const bSubs = '   -----^----!';
      const cSubs = '   ----------^-!';
      const turn = turns();
      expectObservable(turn(a)).toBe('  --1--|');
      expectObservable(turn(b)).toBe('  -------2--|');
      expectObservable(turn(c)).toBe('  -----------3#');
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
      expectObservable(hot('|')).toBe('|');
    }),
  );

  it(
    'goes on after an error',
    marbles(({ cold, expectObservable }) => {
      const turn = turns();
      expectObservable(turn(cold('-1#'))).toBe('-1#');
      expectObservable(turn(cold('-2|'))).toBe('---2|');
    }),
  );

  it(
    'carries through what has begun, subscribed to or not',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('  --1--|');
      const b = cold('       -2|');
      const turn = turns();
      expectObservable(turn(a), '-!').toBe('-');
      expectObservable(turn(b)).toBe('------2|');
      expectSubscriptions(a.subscriptions).toBe('^----!');
    }),
  );

  it(
    'never begins what is unsubscribed from before its turn',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('  -----|');
      const b = cold('  --2--|');
      const c = cold('       -3|');
      const turn = turns();
      expectObservable(turn(a)).toBe('-----|');
      expectObservable(turn(b), '--!').toBe('-');
      expectObservable(turn(c)).toBe('------3|');
      expectSubscriptions(b.subscriptions).toBe([]);
      expectSubscriptions(c.subscriptions).toBe('-----^-!');
    }),
  );

  it(
    'begins anew for each subscriber, and lets nobody by who never ends',
    marbles(({ cold, expectObservable }) => {
      const turn = turns();
      const work$ = turn(cold('-1|'));
      expectObservable(work$).toBe('-1|');
      expectObservable(work$).toBe('---1|');
      expectObservable(turn(NEVER)).toBe('-');
      expectObservable(turn(of(1))).toBe('-');
    }),
  );

  it(
    'is of its own for each call',
    marbles(({ cold, expectObservable }) => {
      expectObservable(turns()(cold('--1|'))).toBe('--1|');
      expectObservable(turns()(cold('--2|'))).toBe('--2|');
    }),
  );

  const ended = (work$: Observable<unknown>) => {
    let told = '';
    work$.subscribe({
      next: (value) => (told += String(value)),
      error: () => (told += '#'),
      complete: () => (told += '|'),
    });
    return told;
  };

  it('begins at once where nothing is under way, and is over at once with what is', () => {
    const turn = turns();
    expect([
      ended(turn(of(1, 2))),
      ended(turn(EMPTY)),
      ended(turn(throwError(() => new Error('broken')))),
      ended(turn(of(3))),
    ]).to.deep.equal(['12|', '|', '#', '3|']);
  });

  it('takes a factory that throws for an error', () => {
    const turn = turns();
    const broken$ = defer((): Observable<never> => {
      throw new Error('broken');
    });
    expect([ended(turn(broken$)), ended(turn(of(1)))]).to.deep.equal(['#', '1|']);
  });

  it('puts last what is asked for from within', () => {
    const turn = turns();
    const order: string[] = [];
    const gate$ = new Subject<void>();
    const note = (name: string) =>
      tap({ subscribe: () => order.push(`${name}>`), complete: () => order.push(`${name}|`) });
    const run = (work$: Observable<unknown>) => void turn(work$).subscribe();
    turn(gate$.pipe(note('a'))).subscribe({ next: () => run(of(1).pipe(note('c'))) });
    turn(of(1).pipe(note('b'))).subscribe({ complete: () => run(EMPTY.pipe(note('d'))) });
    gate$.next();
    expect(order).to.deep.equal(['a>']);
    gate$.complete();
    expect(order).to.deep.equal(['a>', 'a|', 'b>', 'b|', 'c>', 'c|', 'd>', 'd|']);
  });

  it('does not mind a subscriber that unsubscribes in its turn', () => {
    const turn = turns();
    const told: string[] = [];
    const first = turn(concat(of(1), timer(0))).subscribe((value) => told.push(`a${value}`));
    first.unsubscribe();
    const second = turn(NEVER).subscribe();
    second.unsubscribe();
    expect(told).to.deep.equal(['a1']);
  });

  it('takes ten thousand that are over at once', () => {
    const turn = turns();
    const gate$ = new Subject<never>();
    let count = 0;
    turn(gate$).subscribe();
    for (let i = 0; i < 10_000; i += 1) turn(of(i)).subscribe(() => (count += 1));
    gate$.complete();
    expect(count).to.equal(10_000);
  });
});

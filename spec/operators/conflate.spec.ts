import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { EMPTY, NEVER, Subject, of, tap } from 'rxjs';
import { conflate } from '../../lib/operators/conflate.js';

/** Reads the last value that passed; `-` before any. */
const last = () => {
  let value = '-';
  return { see: tap<string>((seen) => (value = seen)), read: () => value };
};

describe('conflate', () => {
  it(
    'emits at once, then once after each burst',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const { see, read } = last();
      const source = hot('  --(ab)----c---|');
      const subs = '        ^-------------!';
      const expected = '    x-b-------c---|';
      expectObservable(source.pipe(see, conflate(read))).toBe(expected, { x: '-', b: 'b', c: 'c' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits a last time before the end, whatever the end',
    marbles(({ cold, expectObservable }) => {
      const [first, second] = [last(), last()];
      expectObservable(cold('--(a|)').pipe(first.see, conflate(first.read))).toBe('x-(a|)', { x: '-', a: 'a' });
      expectObservable(cold('--(a#)').pipe(second.see, conflate(second.read))).toBe('x-(a#)', { x: '-', a: 'a' });
    }),
  );

  it(
    'does not repeat what has not changed',
    marbles(({ hot, expectObservable }) => {
      const source = hot('--a--a--a|');
      expectObservable(source.pipe(conflate(() => 'same'))).toBe('s--------|', { s: 'same' });
    }),
  );

  it(
    'never, empty, and unsubscribed early',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      expectObservable(NEVER.pipe(conflate(() => 'x'))).toBe('x');
      expectObservable(EMPTY.pipe(conflate(() => 'x'))).toBe('(x|)');
      const source = hot('--a---b--');
      const gone = '      ^--!';
      const { see, read } = last();
      expectObservable(source.pipe(see, conflate(read)), gone).toBe('x-a', { x: '-', a: 'a' });
      expectSubscriptions(source.subscriptions).toBe(gone);
    }),
  );

  it('leaves no timer when unsubscribed within a burst', () => {
    marbles(({ flush }) => {
      const source$ = new Subject<string>();
      const seen: string[] = [];
      const { see, read } = last();
      const reading = source$.pipe(see, conflate(read)).subscribe((value) => seen.push(value));
      source$.next('a');
      reading.unsubscribe();
      flush();
      expect(seen).to.deep.equal(['-']);
    })();
  });

  it('reads for each subscriber', () => {
    const { see, read } = last();
    const read$ = of('a').pipe(see, conflate(read));
    const seen: string[] = [];
    for (const name of ['1', '2']) read$.subscribe((value) => seen.push(name + value));
    expect(seen).to.deep.equal(['1-', '1a', '2a']);
  });
});

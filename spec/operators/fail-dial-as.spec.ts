import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { failDialAs } from '../../lib/operators/fail-dial-as.js';

describe('failDialAs', () => {
  const theirs = new Error('theirs');
  const ours = new Error('ours');
  const translated = failDialAs<string>((error) => (error === theirs ? ours : error));

  it(
    'gives the failure of a dial another error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const dial = cold('  ---#', undefined, theirs);
      const dialled = '    ^--!';
      const expected = '   ---#';
      expectObservable(dial.pipe(translated)).toBe(expected, undefined, ours);
      expectSubscriptions(dial.subscriptions).toBe(dialled);
    }),
  );

  it(
    'leaves what breaks a connection as it is',
    marbles(({ cold, expectObservable }) => {
      const dial = cold('  ---c--#', undefined, theirs);
      const expected = '   ---c--#';
      expectObservable(dial.pipe(translated)).toBe(expected, undefined, theirs);
    }),
  );

  it(
    'passes on everything else',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const closed = cold('     ---c--|');
      const empty = cold('      ---|');
      const endless = cold('    ---c---');
      const cancelled = '       ^----!';
      expectObservable(closed.pipe(translated)).toBe('---c--|');
      expectObservable(empty.pipe(translated)).toBe('---|');
      expectObservable(endless.pipe(translated), cancelled).toBe('---c---');
      expectSubscriptions(endless.subscriptions).toBe(cancelled);
    }),
  );

  it(
    'counts anew for each subscription',
    marbles(({ hot, expectObservable }) => {
      const dial = hot('   -c----#', undefined, theirs);
      const first = '      ^------';
      const second = '     --^----';
      expectObservable(dial.pipe(translated), first).toBe('-c----#', undefined, theirs);
      expectObservable(dial.pipe(translated), second).toBe('------#', undefined, ours);
    }),
  );

  it('takes what a translation throws for the error', () => {
    const failed = failDialAs(() => {
      throw ours;
    });
    let told: unknown;
    marbles(({ cold }) => {
      cold('#')
        .pipe(failed)
        .subscribe({ error: (error: unknown) => (told = error) });
    })();
    expect(told).to.equal(ours);
  });
});

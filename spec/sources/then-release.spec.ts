import { expect } from 'chai';
import { EMPTY, defer, ignoreElements } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { thenRelease } from '../../lib/sources/then-release.js';

describe('thenRelease', () => {
  it(
    'lets go of the store after the end, and waits until that is done',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ---|     ');
      const release = cold('    --r|  ');
      const released = '     ---^--!  ';
      const expected = '     ------|  ';
      expectObservable(source.pipe(ignoreElements(), thenRelease({ release: () => release }))).toBe(expected);
      expectSubscriptions(release.subscriptions).toBe(released);
    }),
  );

  it(
    'lets go of it after an error, too, and then errors',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ---#     ');
      const release = cold('    --r|  ');
      const released = '     ---^--!  ';
      const expected = '     ------#  ';
      expectObservable(source.pipe(ignoreElements(), thenRelease({ release: () => release }))).toBe(expected);
      expectSubscriptions(release.subscriptions).toBe(released);
    }),
  );

  it(
    'has nothing to do where there is nothing to let go of, or where nobody waits for the end',
    marbles(({ cold, expectObservable, flush }) => {
      let releases = 0;
      const release = () => defer(() => ((releases += 1), EMPTY));
      expectObservable(cold('--|').pipe(ignoreElements(), thenRelease({}))).toBe('--|');
      expectObservable(cold('--|').pipe(ignoreElements(), thenRelease({ release })), '^!').toBe('');
      flush();
      expect(releases).to.equal(0);
    }),
  );
});

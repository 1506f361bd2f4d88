import { expect } from 'chai';
import { EMPTY, NEVER, type ObservableInput } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import type { AddressSource } from '../../lib/core/address-source.js';
import { sourceOf } from '../../lib/sources/source-of.js';

const options = { key: (address: string) => address, size: 10, refused: () => undefined };
const usable = () => true;

const leased = (source: AddressSource<string>, count: number): readonly string[] => {
  const got: string[] = [];
  for (let i = 0; i < count; i += 1) source.lease(usable).subscribe((address) => got.push(address));
  return got;
};

describe('sourceOf', () => {
  it('is a source that is one already', () => {
    const source: AddressSource<string> = { lease: () => EMPTY };
    expect(sourceOf(source, options)).to.equal(source);
  });

  it('pulls from an iterable, with nothing to run', () => {
    for (const addresses of [['a', 'b', 'c'], new Set(['a', 'b', 'c'])]) {
      const source = sourceOf(addresses as ObservableInput<string>, options);
      expect(source.run$).to.equal(undefined);
      expect(leased(source, 2)).to.deep.equal(['a', 'b']);
    }
  });

  it('pulls no more than is asked for', () => {
    let pulled = 0;
    const endless = (function* () {
      for (;;) yield `a${(pulled += 1)}`;
    })();
    expect(leased(sourceOf(endless, options), 3)).to.deep.equal(['a1', 'a2', 'a3']);
    expect(pulled).to.equal(3);
  });

  it(
    'is fed by an observable for as long as it is run',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const feed = hot('   -a-b--c-d');
      const fed = '        --^----!';
      const first = '      ---b-----';
      const second = '     ------c--';
      const source = sourceOf(feed, options);
      expectObservable(source.lease(usable)).toBe(first);
      expectObservable(source.lease(usable)).toBe(second);
      expectObservable(source.run$ ?? NEVER, fed).toBe('---b--c');
      expectSubscriptions(feed.subscriptions).toBe(fed);
    }),
  );

  it(
    'ends and fails as its feed does, and keeps what it has',
    marbles(({ cold, expectObservable }) => {
      for (const end of ['|', '#']) {
        const feed = cold(`a-${end}`);
        const source = sourceOf(feed, options);
        expectObservable(source.run$ ?? NEVER).toBe(`a-${end}`);
        expectObservable(source.lease(usable), '-----^').toBe('-----a');
      }
    }),
  );

  it('is fed by a promise', async () => {
    const source = sourceOf(Promise.resolve('a'), options);
    await new Promise<void>((resolve) => source.run$?.subscribe({ complete: resolve }));
    expect(leased(source, 1)).to.deep.equal(['a']);
  });
});

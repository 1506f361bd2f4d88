import { expect } from 'chai';
import { marbles } from 'rx-connmgr/testing';
import { of } from 'rxjs';
import { follow } from '../../lib/operators/follow.js';

const odd = new Error('odd');

describe('follow', () => {
  const watched = () => {
    const applied: string[] = [];
    const complaints: unknown[] = [];
    const apply = (value: string) => {
      if (value === 'x') throw odd;
      applied.push(value);
    };
    return { applied, complaints, apply, complain: (error: unknown) => complaints.push(error) };
  };

  it(
    'applies each value, emits nothing and ends as the stream does',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { applied, complaints, apply, complain } = watched();
      const values = cold(' -a-b--|');
      const subs = '        ^-----!';
      const expected = '    ------|';
      expectObservable(follow(values, apply, complain)).toBe(expected);
      expectSubscriptions(values.subscriptions).toBe(subs);
      flush();
      expect([applied, complaints]).to.deep.equal([['a', 'b'], []]);
    }),
  );

  it(
    'skips a value that cannot be, and complains of it',
    marbles(({ cold, expectObservable, flush }) => {
      const { applied, complaints, apply, complain } = watched();
      const values = cold(' -a-x-b-|');
      const expected = '    -------|';
      expectObservable(follow(values, apply, complain)).toBe(expected);
      flush();
      expect([applied, complaints]).to.deep.equal([['a', 'b'], [odd]]);
    }),
  );

  it(
    'completes where the stream errors, and complains of that',
    marbles(({ cold, expectObservable, flush }) => {
      const { applied, complaints, apply, complain } = watched();
      const values = cold(' -a-#', undefined, odd);
      const expected = '    ---|';
      expectObservable(follow(values, apply, complain)).toBe(expected);
      flush();
      expect([applied, complaints]).to.deep.equal([['a'], [odd]]);
    }),
  );

  it(
    'lets go of the stream when unsubscribed from',
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const { applied, apply, complain } = watched();
      const values = hot(' -a-b-');
      const subs = '       ^-!   ';
      const expected = '   ---   ';
      const unsub = '      --!   ';
      expectObservable(follow(values, apply, complain), unsub).toBe(expected);
      expectSubscriptions(values.subscriptions).toBe(subs);
      flush();
      expect(applied).to.deep.equal(['a']);
    }),
  );

  it('applies at once what is there at once', () => {
    const { applied, apply, complain } = watched();
    follow(of('a', 'b'), apply, complain).subscribe();
    expect(applied).to.deep.equal(['a', 'b']);
  });
});

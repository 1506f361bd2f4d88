import { expect } from 'chai';
import { EMPTY, of, throwError, timer, type Observable } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { Lease } from '../../lib/operators/lease.js';

const ask = (lease$: Observable<string>) => {
  const heard: string[] = [];
  const lease = new Lease<string>({
    given: ({ address }) => heard.push(address),
    refused: (error) => heard.push((error as Error).message),
  });
  lease.of(lease$);
  return { lease, heard };
};

describe('Lease', () => {
  it(
    'is the first address that comes, and holds it until it is given back',
    marbles(({ cold, expectSubscriptions, flush }) => {
      const source = cold('--a--b--');
      const held = '       ^-----!';
      const { lease, heard } = ask(source);
      timer(6).subscribe(() => lease.unsubscribe());
      expectSubscriptions(source.subscriptions).toBe(held);
      flush();
      expect([heard, lease.address]).to.deep.equal([['a'], 'a']);
    }),
  );

  it(
    'withdraws the question',
    marbles(({ cold, expectSubscriptions, flush }) => {
      const source = cold('-----a--');
      const asked = '      ^--!';
      const { lease, heard } = ask(source);
      timer(3).subscribe(() => lease.unsubscribe());
      expectSubscriptions(source.subscriptions).toBe(asked);
      flush();
      expect(heard).to.deep.equal([]);
    }),
  );

  it('tells why there is none, and waits where there is none yet', () => {
    expect(ask(throwError(() => new Error('failed'))).heard).to.deep.equal(['failed']);
    expect(ask(EMPTY).heard).to.deep.equal([]);
    expect(ask(of('a', 'b')).heard).to.deep.equal(['a']);
  });

  it(
    'may be given back as it is given',
    marbles(({ cold, expectSubscriptions }) => {
      const source = cold('  --a--');
      const held = '         ^-!';
      const atOnce = of('a');
      for (const lease$ of [source, atOnce]) {
        new Lease<string>({
          given: (lease) => lease.unsubscribe(),
          refused: () => expect.fail('it was given'),
        }).of(lease$);
      }
      expectSubscriptions(source.subscriptions).toBe(held);
    }),
  );
});

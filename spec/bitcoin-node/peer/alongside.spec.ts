import { marbles } from 'rx-connmgr/testing';
import { alongside } from '../../../examples/bitcoin-node/peer/alongside.js';

describe('alongside', () => {
  it(
    'passes what comes of a connection, and lets go of it when that ends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const connection = cold('--c------|');
      const inner = cold('       -p-q--------');
      const expected = '       ---p-q---|';
      expectObservable(connection.pipe(alongside(() => inner))).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe('--^------!');
    }),
  );

  it(
    'outlives what runs beside it',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--c------#').pipe(alongside(() => cold('-(p|)')))).toBe('---p-----#');
    }),
  );

  it(
    'ends the connection when what runs beside it fails',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const connection = cold('--c------|');
      expectObservable(connection.pipe(alongside(() => cold('-p-#')))).toBe('---p-#');
      expectSubscriptions(connection.subscriptions).toBe('^----!');
    }),
  );

  it(
    'ends both when it is let go of',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const connection = cold('--c------|');
      const inner = cold('       -p------');
      const unsub = '          ^----!';
      expectObservable(connection.pipe(alongside(() => inner)), unsub).toBe('---p');
      expectSubscriptions(connection.subscriptions).toBe(unsub);
      expectSubscriptions(inner.subscriptions).toBe('--^--!');
    }),
  );

  it(
    'runs nothing beside a dial that fails, or goes on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('-p-');
      expectObservable(cold('--#').pipe(alongside(() => inner))).toBe('--#');
      expectObservable(cold('--|').pipe(alongside(() => inner))).toBe('--|');
      expectObservable(cold('---').pipe(alongside(() => inner)), '^--!').toBe('---');
      expectSubscriptions(inner.subscriptions).toBe([]);
    }),
  );

  it(
    'passes on what `project` throws',
    marbles(({ cold, expectObservable }) => {
      const broken = () => {
        throw 'error' as unknown as Error;
      };
      expectObservable(cold('--c--').pipe(alongside(broken))).toBe('--#');
    }),
  );
});

import type { Socket } from 'node:net';
import { expect } from 'chai';
import { ConnectionError, isConnectionError } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { idleLimit } from '../../lib/transports/idle-limit.js';

describe('idleLimit', () => {
  const reset = new Error('reset');
  const timeoutOf = (limit: number) => new ConnectionError('timeout', `The peer sent nothing for ${limit} ms`);
  /** A socket that has received so many bytes. */
  const socketOf = (bytesRead = 0) => ({ bytesRead }) as Socket;

  it(
    'breaks a connection that receives nothing, from the connection on',
    marbles(({ cold, flush }) => {
      const told: unknown[] = [];
      const socket = socketOf(512);
      const dial = cold('5s s', { s: socket });
      dial.pipe(idleLimit(1_000)).subscribe({
        next: (value) => told.push(value),
        error: (error: unknown) => told.push(error),
      });
      flush();
      expect(told).to.have.lengthOf(2);
      expect(told[0]).to.equal(socket);
      expect(isConnectionError(told[1], 'timeout')).to.be.true;
      expect(told[1]).to.have.property('message', 'The peer sent nothing for 1000 ms');
    }),
  );

  it(
    'is put off by bytes received, and lets go of the connection when it breaks it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const socket = socketOf();
      const sink = { bytesRead: 0 };
      Object.defineProperty(socket, 'bytesRead', { get: () => sink.bytesRead });
      cold('    ---x-----------').subscribe(() => (sink.bytesRead += 1));
      const dial = cold('s--------------', { s: socket });
      const subs = '     ^-----------!  ';
      const told = dial.pipe(idleLimit(8));
      expectObservable(told).toBe('s-----------#', { s: socket }, timeoutOf(8));
      expectSubscriptions(dial.subscriptions).toBe(subs);
    }),
  );

  it(
    'ends as the connection does, and looks no more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const s = socketOf();
      const closed = cold('  -s-|', { s });
      const broken = cold('  -s-#', { s }, reset);
      const refused = cold<Socket>(' -#', undefined, reset);
      const held = cold('    -s--', { s });
      const unsub = '        ^--!';
      const limit = idleLimit<Socket>(8);
      expectObservable(closed.pipe(limit)).toBe('-s-|', { s });
      expectObservable(broken.pipe(limit)).toBe('-s-#', { s }, reset);
      expectObservable(refused.pipe(limit)).toBe('-#', undefined, reset);
      expectObservable(held.pipe(limit), unsub).toBe('-s--', { s });
      expectSubscriptions(held.subscriptions).toBe(unsub);
    }),
  );

  it(
    'is none without a limit',
    marbles(({ cold, expectObservable }) => {
      const s = socketOf();
      const held = cold(' s 1h |', { s });
      const expected = '  s 1h |';
      expectObservable(held.pipe(idleLimit(undefined))).toBe(expected, { s });
    }),
  );
});

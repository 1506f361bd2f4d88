import { expect } from 'chai';
import { asyncScheduler } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { silence } from '../../lib/transports/silence.js';

const virtual = (body: (helpers: RunHelpers) => void): void =>
  new TestScheduler((actual, expected) => void expect(actual).to.deep.equal(expected)).run(body);

/** A socket that receives a byte at each value of `bytes`. */
const receiving = ({ cold }: RunHelpers, bytes: string): { readonly bytesRead: number } => {
  const socket = { bytesRead: 0 };
  cold(bytes).subscribe(() => (socket.bytesRead += 1));
  return socket;
};

describe('silence', () => {
  const s = undefined;

  it('tells when nothing came for the limit', () => {
    virtual((helpers) => {
      const bytes = '   -----------';
      const expected = '--------(s|)'; // looked at every 2 ms
      helpers.expectObservable(silence(receiving(helpers, bytes), 8)).toBe(expected, { s });
    });
  });

  it('counts from the first look after the last byte', () => {
    virtual((helpers) => {
      const bytes = '   ---x---------';
      const expected = '------------(s|)';
      helpers.expectObservable(silence(receiving(helpers, bytes), 8)).toBe(expected, { s });
    });
  });

  it('says nothing while bytes come', () => {
    virtual((helpers) => {
      const bytes = '   -------x-------x-------x-------x-------x';
      const expected = '----------------------------------------';
      const ended = '   ---------------------------------------!';
      helpers.expectObservable(silence(receiving(helpers, bytes), 8), ended).toBe(expected);
    });
  });

  it('is never noticed early, and at most a quarter of the limit late', () => {
    for (const at of [1, 50, 99, 101, 130, 250, 399]) {
      virtual((helpers) => {
        const socket = receiving(helpers, `${at}ms x`);
        let noticed = 0;
        silence(socket, 400).subscribe(() => (noticed = asyncScheduler.now()));
        helpers.flush();
        expect(noticed, `a byte at ${at} ms`).to.be.within(at + 400, at + 500);
      });
    }
  });

  it('does not count what came before it was subscribed to', () => {
    virtual(({ expectObservable }) => {
      expectObservable(silence({ bytesRead: 512 }, 8)).toBe('--------(s|)', { s });
    });
  });

  it('counts anew for each subscription', () => {
    virtual((helpers) => {
      const bytes = '    -----x---------';
      const first = '    --------------(s|)';
      const second = '   ---------------(s|)';
      const silence$ = silence(receiving(helpers, bytes), 8);
      helpers.expectObservable(silence$).toBe(first, { s });
      helpers.expectObservable(silence$, '-------^').toBe(second, { s });
    });
  });

  it('lets go when unsubscribed', () => {
    virtual((helpers) => {
      const ended = '   ----!';
      const expected = '-----';
      helpers.expectObservable(silence(receiving(helpers, '-'), 8), ended).toBe(expected);
    });
  });
});

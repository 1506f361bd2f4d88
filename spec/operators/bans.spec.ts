import { expect } from 'chai';
import { EMPTY, NEVER, Observable, take, throwError } from 'rxjs';
import { ArgumentError, bans, type Ban, type Offence } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';

const from = (host: string, persistent: number, reason?: string): Offence => ({
  address: { host, port: 8333 },
  persistent,
  reason,
});

const offences = {
  a: from('192.0.2.1', 60),
  A: from('192.0.2.1', 60, 'spam'),
  b: from('192.0.2.2', 101, 'lies'),
  x: from('192.0.2.1', -1),
};

const day = 86_400_000;
const banOf = (subnet: string, since: number, reason?: string, duration = day): Ban => ({
  subnet,
  since,
  until: since + duration,
  ...(reason === undefined ? {} : { reason }),
});

describe('bans', () => {
  it(
    'emits a ban when a score is above the threshold',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const offence = hot(' -a--b--A--a--|', offences);
      const subs = '        ^------------!';
      const expected = '    ----B--C-----|';
      const values = { B: banOf('192.0.2.2', 4, 'lies'), C: banOf('192.0.2.1', 7, 'spam') };
      expectObservable(offence.pipe(bans())).toBe(expected, values);
      expectSubscriptions(offence.subscriptions).toBe(subs);
    }),
  );

  it(
    'needs more than the threshold, lasts as long as told, and spares who is allowed',
    marbles(({ hot, expectObservable }) => {
      const offence = hot(' -a--a--a--b--b--|', { a: from('192.0.2.1', 50), b: from('10.1.2.3', 200) });
      const expected = '    -------B--------|';
      const options = { threshold: 100, duration: 7, allow: ['10.0.0.0/8'] };
      expectObservable(offence.pipe(bans(options))).toBe(expected, { B: banOf('192.0.2.1', 7, undefined, 7) });
    }),
  );

  it(
    'lets no bad offence end it',
    marbles(({ hot, expectObservable }) => {
      const offence = hot(' -x-n-u-b-|', { ...offences, n: null as never, u: undefined as never });
      const expected = '    -------B-|';
      expectObservable(offence.pipe(bans())).toBe(expected, { B: banOf('192.0.2.2', 7, 'lies') });
    }),
  );

  it(
    'is as its source is, and lets go of it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const gone = new Error('gone');
      expectObservable(NEVER.pipe(bans())).toBe('-');
      expectObservable(EMPTY.pipe(bans())).toBe('|');
      expectObservable(throwError(() => gone).pipe(bans())).toBe('#', undefined, gone);
      const offence = cold('-a--b--b--', offences);
      const subs = '        ^----!    ';
      const unsub = '       -----!    ';
      const expected = '    ----B-    ';
      expectObservable(offence.pipe(bans()), unsub).toBe(expected, { B: banOf('192.0.2.2', 4, 'lies') });
      expectSubscriptions(offence.subscriptions).toBe(subs);
    }),
  );

  it('takes a source that is there at once, and stops it from inside next', () => {
    let given = 0;
    const endless = new Observable<Offence>((subscriber) => {
      for (; given < 1_000 && !subscriber.closed; given += 1) subscriber.next(from('192.0.2.1', 60));
    });
    endless.pipe(bans(), take(2)).subscribe();
    expect(given, 'each second offence is one too many').to.equal(4);
  });

  it('checks its options when it is made, not when it is used', () => {
    expect(() => bans({ threshold: -1 })).to.throw(ArgumentError, '`threshold`');
  });
});

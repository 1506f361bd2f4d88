import { expect } from 'chai';
import { NEVER, asyncScheduler, of, throwError, type Observable } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import {
  ArgumentError,
  ConnectionManager,
  DialError,
  LookupError,
  resolving,
  type Address,
  type Lookup,
} from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';

const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
const six = '2001:db8::1';
const four = '192.0.2.1';
const named: Address = { host: 'peer.test', port: 8_333 };

/** A dial that keeps what it is asked for, and answers by host. */
const dialOf = (connections: Readonly<Record<string, Observable<string>>>) => {
  const dialled: Address[] = [];
  const dial = (address: Address) => {
    dialled.push(address);
    return connections[address.host] ?? throwError(() => refused);
  };
  return { dial, dialled };
};
const never: Lookup = () => {
  throw new Error('asked for a name');
};

describe('resolving', () => {
  it(
    'looks a name up, and races its addresses',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const lookup = cold('  --(l|)', { l: [six, '2001:db8::2', four] });
      const silent = cold('    ------');
      const slow = cold('        --c--|');
      const asked = '        ^-!';
      const toSix = '        --^---!';
      const toFour = '       ----^----!';
      const expected = '     ------c--|';
      const { dial, dialled } = dialOf({ [six]: silent, [four]: slow });
      expectObservable(resolving(dial, { lookup: () => lookup, stagger: 2 })(named)).toBe(expected);
      expectSubscriptions(lookup.subscriptions).toBe(asked);
      expectSubscriptions(silent.subscriptions).toBe(toSix);
      expectSubscriptions(slow.subscriptions).toBe(toFour);
      expect(dialled).to.deep.equal([]);
    }),
  );

  it(
    'begins the next address after 250 ms, by families in turn',
    marbles(({ expectObservable, flush }) => {
      const dialled: (readonly [number, string])[] = [];
      const dial = ({ host }: Address) => {
        dialled.push([asyncScheduler.now(), host]);
        return NEVER;
      };
      const answer = ['::1', '::2', '::3', four];
      expectObservable(resolving(dial, { lookup: () => of(answer) })(named), '2s !').toBe('-');
      flush();
      expect(dialled).to.deep.equal([
        ...[
          [0, '::1'],
          [250, four],
          [500, '::2'],
          [750, '::3'],
        ],
      ]);
    }),
  );

  it('keeps all of the address but its host', () => {
    const { dial, dialled } = dialOf({});
    const tagged = { ...named, tag: 'seed' };
    resolving<typeof tagged, string>(dial, { lookup: () => of([four, six]) })(tagged).subscribe({ error: () => {} });
    expect(dialled).to.deep.equal([
      { host: four, port: 8_333, tag: 'seed' },
      { host: six, port: 8_333, tag: 'seed' },
    ]);
    expect(tagged.host).to.equal('peer.test');
  });

  it('dials an IP address as it is, and asks nobody', () => {
    for (const host of [four, six, '::FFFF:192.0.2.1', 'fe80::1%eth0']) {
      const { dial, dialled } = dialOf({ [host]: of('c') });
      const address = { host, port: 1 };
      const told: string[] = [];
      resolving(dial, { lookup: never })(address).subscribe((c) => told.push(c));
      expect(told).to.deep.equal(['c']);
      expect(dialled[0]).to.equal(address);
    }
  });

  it('leaves an onion name to the dial: no resolver ever sees it', () => {
    for (const host of ['peer.onion', 'Peer.ONION', 'peer.onion.']) {
      const { dial, dialled } = dialOf({ [host]: of('c') });
      resolving(dial, { lookup: never })({ host, port: 1 }).subscribe();
      expect(dialled).to.deep.equal([{ host, port: 1 }]);
    }
  });

  it('dials no name that an answer holds, and 64 addresses at most', () => {
    const { dial, dialled } = dialOf({});
    const many = Array.from({ length: 100_000 }, (_, i) => `11.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    let told: unknown;
    const end = { error: (error: unknown) => (told = error) };
    resolving(dial, { lookup: () => of(['a.test', 'b.onion', ...many]) })(named).subscribe(end);
    expect(dialled).to.have.lengthOf(62);
    expect(told).to.be.instanceOf(DialError);
    dialled.length = 0;
    resolving(dial, { lookup: () => of(['a.test', 'b.onion']) })(named).subscribe(end);
    expect(dialled).to.deep.equal([]);
    expect(told).to.be.instanceOf(LookupError).and.to.include({ code: 'ENODATA', host: 'peer.test' });
  });

  it(
    'fails as the lookup does',
    marbles(({ cold, expectObservable }) => {
      const cause = Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
      const error = new LookupError('ENOTFOUND', 'peer.test', '`"peer.test"` does not resolve: ENOTFOUND', { cause });
      const { dial } = dialOf({});
      const lookup = cold<string[]>('--#', undefined, cause);
      expectObservable(resolving(dial, { lookup: () => lookup })(named)).toBe('--#', undefined, error);
    }),
  );

  it('fails as the dial of its one address does', () => {
    let told: unknown;
    const { dial } = dialOf({});
    resolving(dial, { lookup: () => of([four]) })(named).subscribe({ error: (error: unknown) => (told = error) });
    expect(told).to.equal(refused);
    const throwing = () => {
      throw refused;
    };
    resolving(throwing, { lookup: () => of([four]) })(named).subscribe({ error: (error: unknown) => (told = error) });
    expect(told).to.equal(refused);
  });

  it(
    'cancels the lookup, or the dials, when unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const lookup = cold('  --(l|)', { l: [four, six] });
      const dialled = cold('   ------');
      const { dial } = dialOf({ [four]: dialled });
      const peer$ = resolving(dial, { lookup: () => lookup })(named);
      expectObservable(peer$, '-!').toBe('--');
      expectObservable(peer$, '----!').toBe('-----');
      expectSubscriptions(lookup.subscriptions).toBe(['^!', '^-!']);
      expectSubscriptions(dialled.subscriptions).toBe(['--^-!']);
    }),
  );

  it('is checked when it is made', () => {
    const { dial } = dialOf({});
    expect(() => resolving(5 as never, { lookup: never })).to.throw(ArgumentError, 'Expected `dial` to be a function');
    expect(() => resolving(dial, {} as never)).to.throw(ArgumentError, 'Expected `lookup` to be a function');
    expect(() => resolving(dial, { lookup: never, stagger: -1 })).to.throw(ArgumentError, 'Expected `stagger`');
    expect(() => resolving(dial, { lookup: never, stager: 1 } as never)).to.throw(ArgumentError, 'mean `stagger`');
    expect(() => resolving(dial, { lookup: never, stagger: undefined })).not.to.throw();
  });

  describe('under a permanent peer', () => {
    const letters = { dialing: 'd', established: 'e', failed: 'f', disconnected: 'x', waiting: 'w', ended: '.' };

    /** A manager of one peer at `named`, connected to at 1 and stopped at 19; a connection to `six` is had after 3, and lost. */
    const managed = (cold: RunHelpers['cold'], answers: readonly Observable<readonly string[]>[]) => {
      const dialled: string[] = [];
      const dial = ({ host }: Address): Observable<string> => {
        dialled.push(host);
        return host === six ? cold('---(c|)') : throwError(() => refused);
      };
      const questions = answers.values();
      const lookup = () => questions.next().value ?? NEVER;
      const manager = new ConnectionManager({ dial: resolving(dial, { lookup }), backoff: () => 5 }).start();
      const script = {
        p: () => void manager.connect(named, { permanent: true }),
        s: () => void manager.stop(),
      };
      cold('-p-----------------s', script).subscribe((act) => act());
      const told: string[] = [];
      manager.events$.subscribe((event) => {
        if (event.type === 'waiting') told.push(`w${event.failures}`);
        else if (event.type !== 'health') told.push(letters[event.type]);
      });
      return { told, dialled };
    };

    it(
      'is looked up again at each attempt, and goes to where the name leads then',
      marbles(({ cold, flush }) => {
        const { told, dialled } = managed(cold, [of([four]), of([six]), of([four, six])]);
        flush();
        expect(told.join(' ')).to.equal('d f w1 d e x w2 d e x w3 .');
        expect(dialled).to.deep.equal([four, six, four, six]);
      }),
    );

    it(
      'fails an attempt, not the program, when the name does not resolve',
      marbles(({ cold, flush }) => {
        const none = throwError(() => new LookupError('ENOTFOUND', named.host, 'no such name'));
        const { told, dialled } = managed(cold, [none, none, of([six])]);
        flush();
        expect(told.join(' ')).to.equal('d f w1 d f w2 d e x w3 .');
        expect(dialled).to.deep.equal([six]);
      }),
    );

    it(
      'is not blamed when no resolver answers',
      marbles(({ cold, flush }) => {
        const refusedByResolver = throwError(() => refused);
        const { told, dialled } = managed(cold, [refusedByResolver, refusedByResolver, of([six])]);
        flush();
        expect(told.join(' ')).to.equal('d f w0 d f w0 d e x w1 .');
        expect(dialled).to.deep.equal([six]);
      }),
    );
  });
});

import { expect } from 'chai';
import { NEVER, Observable, filter, of, throwError } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { ConnectionError } from '../../lib/core/errors.js';
import type { Happening } from '../../lib/core/events.js';
import type { Kind } from '../../lib/core/request.js';
import type { LiveRequest } from '../../lib/operators/live-request.js';
import { Run } from '../../lib/operators/run.js';
import { requestOf, worldOf, type ToldWorld, type WorldOptions } from '../support/world.js';

const refused = new Error('refused');

interface Picture {
  /** The dials in turn, each with when it is subscribed to. */
  readonly dials: readonly (readonly [dial: string, dialled: string])[];
  /** `r` removes the request, `h` hangs it up, `p` makes it permanent. */
  readonly act?: string;
  readonly told: string;
  /** The run: it completes, or nothing. */
  readonly run: string;
}

/** The run as an observable: it completes when the request has ended. */
const run$ = (request: LiveRequest<string>, world: ToldWorld): Observable<never> =>
  new Observable<never>((subscriber) => {
    subscriber.add(world.told$.pipe(filter((letter) => letter === '.')).subscribe(() => subscriber.complete()));
    subscriber.add(new Run(request, world).begin());
  });

const ended = ({ happenings }: ToldWorld): Happening<string> | undefined => happenings.at(-1);

/** The run of one request, established for good after three frames; it waits four frames for each failure. */
const runs = (
  name: string,
  kind: Kind,
  { dials, act = '-', told, run }: Picture,
  end?: Partial<Extract<Happening<string>, { type: 'ended' }>>,
  options: Partial<WorldOptions> = {},
) =>
  it(
    name,
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const colds = dials.map(([dial]) => cold(dial, undefined, refused));
      const next = colds.values();
      const request = requestOf(kind);
      const world = worldOf({ dial: () => next.next().value as Observable<string>, stableAfter: 3, ...options });
      const acts: Record<string, (of: LiveRequest<string>) => void> = {
        r: ({ run }) => run?.end('removed'),
        h: ({ life }) => life?.hangUp(),
        p: (one) => (one.kind = 'permanent'),
      };
      expectObservable(world.told$).toBe(told);
      expectObservable(run$(request, world), run.endsWith('|') ? undefined : `^${run.trim().slice(1)}!`).toBe(run);
      cold(act).subscribe((letter) => acts[letter]?.(request));
      for (const [i, [, dialled]] of dials.entries()) expectSubscriptions(colds[i]!.subscriptions).toBe(dialled);
      flush();
      if (end) expect(ended(world)).to.deep.equal({ type: 'ended', ...end });
      if (end) expect(request.outcome).to.deep.equal(end);
    }),
  );

describe('Run', () => {
  describe('of a request that is dialled once', () => {
    runs(
      'ends as closed when the peer closes',
      'manual',
      { dials: [['--c-|', '^---!']], told: 'd-e-(x.)', run: '----|' },
      { reason: 'closed' },
    );
    runs(
      'ends as closed, with the error, when the connection breaks',
      'automatic',
      { dials: [['--c-#', '^---!']], told: 'd-e-(x.)', run: '----|' },
      { reason: 'closed', error: new ConnectionError('closed', 'refused', { cause: refused }) },
    );
    runs(
      'ends as failed, with the error, when the dial fails',
      'manual',
      { dials: [['--#', '^-!']], told: 'd-(f.)', run: '--|' },
      { reason: 'failed', error: new ConnectionError('failed', 'refused', { cause: refused }) },
    );
    runs(
      'says what it was when the dial takes too long',
      'manual',
      { dials: [['---', '^--!']], told: 'd--(f.)', run: '---|' },
      { reason: 'failed', error: new ConnectionError('timeout', 'The dial took too long') },
      { dialTimeout: 3 },
    );
    runs(
      'ends as closed when a dial is hung up',
      'manual',
      { dials: [['---c', '^-! ']], act: '--h', told: 'd-.', run: '--|' },
      { reason: 'closed' },
    );
    runs(
      'ends as closed when the connection is hung up',
      'manual',
      { dials: [['-c---', '^--!']], act: '---h', told: 'de-(u.)', run: '---|' },
      { reason: 'closed' },
    );
  });

  describe('of a request that is ended', () => {
    runs(
      'cancels the dial',
      'manual',
      { dials: [['---c', '^-! ']], act: '--r', told: 'd-.', run: '--|' },
      { reason: 'removed' },
    );
    runs(
      'tells that we closed the connection, then that it ended',
      'permanent',
      { dials: [['-c---', '^--!']], act: '---r', told: 'de-(u.)', run: '---|' },
      { reason: 'removed' },
    );
    runs(
      'waits no longer',
      'permanent',
      { dials: [['-#', '^!']], act: '-----r', told: 'd(fw).', run: '-----|' },
      { reason: 'removed' },
    );
  });

  describe('of a permanent request', () => {
    runs('dials again after every end', 'permanent', {
      dials: [
        ['-#', '      ^!'],
        ['-c----|', ' -----^-----!'],
        ['------', '  ---------------^-!'],
      ],
      told: 'd(fw)de----(xw)d-',
      run: '-----------------',
    });
    runs('waits one step after it is hung up', 'permanent', {
      dials: [
        ['-c----', '^---!'],
        ['------', '--------^!'],
      ],
      act: '     ----h',
      told: '    de--(uw)d-',
      run: '     ---------',
    });
    runs('counts nothing when it is hung up', 'permanent', {
      dials: [
        ['--#', '^-!'],
        ['-c---', '------^--!'],
        ['--#', '-------------^-!'],
        ['---', '-----------------------^-!'],
      ],
      act: '     ---------h',
      told: '    d-(fw)de-(uw)d-(fw)----d-',
      run: '     -------------------------',
    });
    runs('starts over once a connection has lasted', 'permanent', {
      dials: [
        ['-#', '^!'],
        ['-c----|', '-----^-----!'],
        ['---', '---------------^-!'],
      ],
      told: '    d(fw)de----(xw)d-',
      run: '     -----------------',
    });
    it(
      'counts nothing for what is wrong here',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const local = Object.assign(new Error('too many'), { code: 'EMFILE' });
        const dials = [cold('-#'), cold('-#', undefined, local), cold('-#'), cold('--')];
        const dialled = ['    ^!', '-----^!', '----------^!', '-------------------^!'];
        const told = '        d(fw)d(fw)d(fw)----d';
        const next = dials.values();
        const request = requestOf('permanent');
        const world = worldOf({ dial: () => next.next().value as Observable<string> });
        expectObservable(world.told$).toBe(told);
        expectObservable(run$(request, world), '^-------------------!').toBe('');
        for (const [i, one] of dials.entries()) expectSubscriptions(one.subscriptions).toBe(dialled[i]!);
        flush();
        expect(request.failures).to.equal(2);
      }),
    );
    runs(
      'ends when there is to be no other life',
      'permanent',
      { dials: [['-#', '^!']], told: 'd(f.)', run: '-|' },
      { reason: 'failed', error: new ConnectionError('failed', 'refused', { cause: refused }) },
      { again: () => false },
    );
  });

  describe('of a request that becomes permanent', () => {
    runs('goes on with the connection, and dials again when that is lost', 'automatic', {
      dials: [
        ['-c----|', '^-----!'],
        ['-#', '     ----------^!'],
        ['---', '    -------------------^!'],
      ],
      act: '     ---p',
      told: '    de----(xw)d(fw)----d',
      run: '     --------------------',
    });
    runs('counts the failure of the dial that was under way', 'manual', {
      dials: [
        ['--#', '^-!'],
        ['-#', '------^!'],
        ['---', '---------------^-!'],
      ],
      act: '     -p',
      told: '    d-(fw)d(fw)----d-',
      run: '     -----------------',
    });
    runs(
      'ends when there is to be no other life',
      'manual',
      { dials: [['-c-|', '^--!']], act: '--p', told: 'de-(x.)', run: '---|' },
      { reason: 'closed' },
      { again: () => false },
    );
  });

  it(
    'tells nothing when it is unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const [unsubscribed, told] of [
        ['^-!  ', 'd----'],
        ['^---!', 'd--e-'],
      ] as const) {
        const dial = cold('---c-');
        const world = worldOf({ dial: () => dial });
        expectObservable(world.told$).toBe(told);
        expectObservable(run$(requestOf(), world), unsubscribed).toBe('');
        expectSubscriptions(dial.subscriptions).toBe(unsubscribed);
      }
    }),
  );

  it(
    'runs a dial that is synchronous, or throws',
    marbles(({ expectObservable }) => {
      const throws = () => {
        throw refused;
      };
      for (const [dial, told] of [
        [() => of('c'), '(dex.)'],
        [() => throwError(() => refused), '(df.)'],
        [throws, '(df.)'],
      ] as const) {
        const world = worldOf({ dial });
        expectObservable(world.told$).toBe(told);
        expectObservable(run$(requestOf(), world)).toBe('|');
      }
    }),
  );

  for (const moment of ['d', 'e', 'x', 'f', 'w']) {
    it(
      `ends once, whoever is told \`${moment}\` and ends it`,
      marbles(({ cold, flush }) => {
        for (const dial of [() => of('c'), () => throwError(() => refused), () => NEVER, () => cold('-c-#')]) {
          const request = requestOf('permanent');
          const world = worldOf({ dial });
          let told = '';
          world.told$.subscribe((letter) => {
            told += letter;
            if (letter === moment) request.run?.end('removed');
          });
          new Run(request, world).begin();
          cold('--------t').subscribe(() => {
            request.run?.end('stopped');
            expect(request.run?.over, told).to.equal(true);
            expect(told).to.match(/^[^.]+\.$/);
            expect(told.replace(/[^e]/g, '')).to.have.length(told.replace(/[^xu]/g, '').length);
          });
        }
        flush();
      }),
    );
  }
});
